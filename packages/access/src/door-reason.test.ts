import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { reasonAtDoor } from './door-reason.ts';
import { REASON_CODES } from './reason-code.ts';

describe('reasonAtDoor', () => {
  it('says of somebody who is suspended, or whose grant has ended or not begun, that they have no grant', () => {
    const standing = ['person_suspended', 'grant_expired', 'grant_not_yet_valid', 'no_grant'] as const;
    expect(standing.map((reason) => reasonAtDoor(reason))).toEqual([
      'no_grant',
      'no_grant',
      'no_grant',
      'no_grant',
    ]);
  });

  it('does not tell a card that was revoked from one that never was', () => {
    expect(reasonAtDoor('card_revoked')).toBe(reasonAtDoor('unknown_card'));
  });

  it('never makes a denial of a grant, nor a grant of a denial, and says the same when asked twice', () => {
    for (const reason of REASON_CODES) {
      expect(reasonAtDoor(reason) === 'granted').toBe(reason === 'granted');
      expect(reasonAtDoor(reasonAtDoor(reason))).toBe(reasonAtDoor(reason));
    }
  });

  it('is documented: docs/protocol.md says of each reason what the door is told instead', () => {
    const page = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
    const documented = [...page.matchAll(/^\| `(\w+)` \|.*; the door is told `(\w+)` \|$/gm)];
    expect(documented.map(([, code, told]) => [code, told])).toEqual(
      REASON_CODES.filter((code) => reasonAtDoor(code) !== code).map((code) => [code, reasonAtDoor(code)]),
    );
  });
});
