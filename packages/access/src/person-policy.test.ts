import { describe, expect, it } from 'vitest';
import { type Person, type PersonKind, personRefusal } from './person-policy.ts';

const NOW = Date.UTC(2026, 10, 26, 10);
const ANA: Person = { id: 'p1', status: 'active' };

describe('a person', () => {
  it.each<[string, Partial<Person>, string | undefined]>([
    ['with nothing else said, an employee', {}, undefined],
    ['suspended, however valid', { status: 'suspended', validUntil: NOW + 1 }, 'person_suspended'],
    ['whose time ends now', { validUntil: NOW }, 'person_expired'],
    ['whose time ends in a millisecond', { validUntil: NOW + 1 }, undefined],
    ['whose time begins in a millisecond', { validFrom: NOW + 1 }, 'person_not_yet_valid'],
    ['whose time begins now', { validFrom: NOW }, undefined],
    ['a contractor without an end', { kind: 'contractor' }, undefined],
    ['a visitor without an end', { kind: 'visitor' }, 'person_expired'],
    ['a visitor until tomorrow', { kind: 'visitor', validUntil: NOW + 86_400_000 }, undefined],
    ['a visitor whose visit is over', { kind: 'visitor', validUntil: NOW - 1 }, 'person_expired'],
    ['of a kind that a newer release has', { kind: 'robot' as PersonKind }, 'internal_error'],
    ['valid until no number', { validUntil: Number.NaN }, 'person_expired'],
    ['valid until for ever', { validUntil: Number.POSITIVE_INFINITY }, 'person_expired'],
    ['valid from no number', { validFrom: Number.NaN }, 'person_not_yet_valid'],
    ['valid from ever', { validFrom: Number.NEGATIVE_INFINITY }, 'person_not_yet_valid'],
  ])('%s: %o → %s', (_what, change, reason) => {
    expect(personRefusal({ ...ANA, ...change }, NOW)).toBe(reason);
  });
});
