import type { AccessGrant, Card } from '@portero/roster';
import { silentLogger } from '@portero/runtime';
import { describe, expect, it } from 'vitest';
import { cardCheck, policyGrant } from './access-records.ts';

const NOW = 1_700_000_000_000;
const at = (offsetMs: number) => new Date(NOW + offsetMs);
const card = (fields: Partial<Card> = {}) => ({ personId: 'p1', status: 'active', ...fields }) as Card;
const grant = (fields: Partial<AccessGrant>) => ({ id: 'g1', personId: 'p1', ...fields }) as AccessGrant;

describe('cardCheck', () => {
  it.each([
    ['no card', undefined, { status: 'unknown' }],
    ['an active card', card(), { status: 'active', personId: 'p1' }],
    ['a revoked card', card({ status: 'revoked' }), { status: 'revoked', personId: 'p1' }],
    ['a card before its time', card({ validFrom: at(1) }), { status: 'revoked', personId: 'p1' }],
    ['a card from its first instant', card({ validFrom: at(0) }), { status: 'active', personId: 'p1' }],
    ['a card until its end', card({ validUntil: at(1) }), { status: 'active', personId: 'p1' }],
    ['a card at its end', card({ validUntil: at(0) }), { status: 'revoked', personId: 'p1' }],
    [
      'a card of no possible time',
      card({ validUntil: new Date(Number.NaN) }),
      { status: 'revoked', personId: 'p1' },
    ],
  ])('%s', (_, found, expected) => {
    expect(cardCheck(found, NOW)).toEqual(expected);
  });
});

describe('policyGrant', () => {
  it('keeps times as milliseconds', () => {
    const fields = { validFrom: at(-1), validUntil: at(1), revokedAt: at(0) };
    expect(policyGrant(grant(fields), silentLogger())).toMatchObject({
      validFrom: NOW - 1,
      validUntil: NOW + 1,
      revokedAt: NOW,
    });
  });

  it('reads a schedule that cannot be read as no hour at all', () => {
    expect(policyGrant(grant({ schedule: { windows: 'always' } }), silentLogger()).schedule).toEqual({
      windows: [],
    });
  });
});
