import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import type { DecisionInput } from './decision-input.ts';
import type { Grant } from './grant.ts';
import type { ReasonCode } from './reason-code.ts';

const NOW = Date.UTC(2026, 8, 21, 10, 0);
const GRANT: Grant = { id: 'g1', personId: 'p1' };

const IDENTIFIED: DecisionInput = {
  now: NOW,
  door: { active: true, mode: 'either', pulseMs: 3_000 },
  thresholds: { thresholdL2: 0.7, marginL2: 0.05, minQuality: 0.3 },
  quality: 0.8,
  match: {
    mode: 'identify',
    nearest: { personId: 'p1', distanceL2: 0.5 },
    second: { personId: 'p2', distanceL2: 0.9 },
  },
  person: { id: 'p1', status: 'active' },
  grants: [GRANT],
  timeZone: 'Europe/Madrid',
};

const VERIFIED: DecisionInput = {
  ...IDENTIFIED,
  match: { mode: 'verify', card: { status: 'active', personId: 'p1' }, distanceL2: 0.5 },
};

const door = (change: Partial<NonNullable<DecisionInput['door']>>) => ({
  door: { ...IDENTIFIED.door!, ...change },
});
const nearest = (distanceL2: number) => ({
  match: { mode: 'identify', nearest: { personId: 'p1', distanceL2 } } as const,
});
const pair = (distanceL2: number, secondDistanceL2: number, secondId = 'p2') => ({
  match: {
    mode: 'identify',
    nearest: { personId: 'p1', distanceL2 },
    second: { personId: secondId, distanceL2: secondDistanceL2 },
  } as const,
});
const card = (status: 'absent' | 'unknown' | 'revoked') => ({
  match: { mode: 'verify', card: { status }, distanceL2: 0.1 } as const,
});
const face = (distanceL2: number | undefined) => ({
  match: { mode: 'verify', card: { status: 'active', personId: 'p1' }, distanceL2 } as const,
});
const grants = (...changes: Partial<Grant>[]) => ({
  grants: changes.map((change) => ({ ...GRANT, ...change })),
});

function reasonOf(change: Partial<DecisionInput>, base = IDENTIFIED): ReasonCode {
  return decide({ ...base, ...change }).reason;
}

describe('decide', () => {
  it('opens for a recognised, active person with a grant', () => {
    expect(decide(IDENTIFIED)).toEqual({
      action: 'unlock',
      reason: 'granted',
      personId: 'p1',
      pulseMs: 3_000,
      policyVersion: expect.any(String),
      evidence: {
        mode: 'identify',
        distanceL2: 0.5,
        secondDistanceL2: 0.9,
        thresholdL2: 0.7,
        marginL2: 0.05,
        minQuality: 0.3,
        quality: 0.8,
        frames: {
          ...{ agreeing: 1, demanded: 1 },
          seen: [{ quality: 0.8, personId: 'p1', distanceL2: 0.5, secondDistanceL2: 0.9, agrees: true }],
        },
        grantId: 'g1',
      },
    });
    expect(decide(VERIFIED)).toMatchObject({
      action: 'unlock',
      personId: 'p1',
      evidence: { mode: 'verify' },
    });
  });

  it.each<[string, ReasonCode, Partial<DecisionInput>]>([
    ['a door that is not on the roster', 'unknown_door', { door: undefined }],
    ['a door out of service', 'door_disabled', door({ active: false })],
    ['a pulse out of range', 'internal_error', door({ pulseMs: 30_001 })],
    ['a face alone at a door that wants cards', 'card_required', door({ mode: 'verify' })],
    ['a picture below the least quality', 'poor_quality', { quality: 0.29 }],
    ['a quality above 1', 'poor_quality', { quality: 1.1 }],
    [
      'a picture below the least quality of the door',
      'poor_quality',
      door({ thresholds: { minQuality: 0.9 } }),
    ],
    ['an empty gallery', 'unknown_face', { match: { mode: 'identify' } }],
    ['a stranger', 'unknown_face', nearest(0.9)],
    ['a match exactly at the threshold', 'unknown_face', nearest(0.7)],
    [
      'a match above the stricter threshold of the door',
      'unknown_face',
      { ...nearest(0.5), ...door({ thresholds: { thresholdL2: 0.5 } }) },
    ],
    ['two people about equally near', 'ambiguous_match', pair(0.5, 0.54)],
    [
      'two people nearer than the door wants them apart',
      'ambiguous_match',
      { ...pair(0.5, 0.6), ...door({ thresholds: { marginL2: 0.2 } }) },
    ],
    ['a second person who is nearer than the first', 'internal_error', pair(0.5, 0.4)],
    ['the same person as first and second', 'internal_error', pair(0.5, 0.6, 'p1')],
    [
      'a second person and no first',
      'internal_error',
      { match: { mode: 'identify', second: { personId: 'p2', distanceL2: 1 } } },
    ],
    ['a distance below zero', 'internal_error', nearest(-0.1)],
    ['a person erased meanwhile', 'unknown_face', { person: undefined }],
    ['a person other than the one recognised', 'internal_error', { person: { id: 'p2', status: 'active' } }],
    ['a suspended person', 'person_suspended', { person: { id: 'p1', status: 'suspended' } }],
    ['a person without a grant', 'no_grant', { grants: [] }],
    ['a grant of somebody else', 'no_grant', grants({ personId: 'p2' })],
    ['a grant that was revoked', 'no_grant', grants({ revokedAt: NOW + 1 })],
    ['a grant that ends now', 'grant_expired', grants({ validUntil: NOW })],
    ['a grant that begins in a millisecond', 'grant_not_yet_valid', grants({ validFrom: NOW + 1 })],
    [
      'a grant for another day',
      'outside_schedule',
      grants({ schedule: { windows: [{ days: ['sun'], from: '00:00', to: '24:00' }] } }),
    ],
    ['a schedule without windows', 'outside_schedule', grants({ schedule: { windows: [] } })],
    [
      'of several failing grants, the closest',
      'grant_not_yet_valid',
      grants({ validUntil: NOW }, { validFrom: NOW + 1 }, { revokedAt: 0 }),
    ],
  ])('denies %s: %s', (_name, reason, change) => {
    expect(reasonOf(change)).toBe(reason);
  });

  it.each<[string, ReasonCode, Partial<DecisionInput>]>([
    ['no card', 'card_required', card('absent')],
    ['a card that is not on the roster', 'unknown_card', card('unknown')],
    ['a revoked card, however good the face', 'card_revoked', card('revoked')],
    ['a face that is not the owner’s', 'face_mismatch', face(0.9)],
    ['a face exactly at the threshold', 'face_mismatch', face(0.7)],
    ['an owner without a template', 'no_template', face(undefined)],
    ['a card at a door that takes none', 'mode_not_allowed', door({ mode: 'identify' })],
    ['an owner erased meanwhile', 'unknown_card', { person: undefined }],
  ])('denies with a card, %s: %s', (_name, reason, change) => {
    expect(reasonOf(change, VERIFIED)).toBe(reason);
  });

  it.each<[string, Partial<DecisionInput>]>([
    ['a match just below the threshold', nearest(0.6999)],
    [
      'two people exactly the margin apart',
      { ...pair(0.5, 0.75), ...door({ thresholds: { marginL2: 0.25 } }) },
    ],
    ['one valid grant among others', grants({ validUntil: NOW }, {}, { revokedAt: 0 })],
    ['the first millisecond of a grant', grants({ validFrom: NOW, validUntil: NOW + 1 })],
    ['a face at a door for faces alone', door({ mode: 'identify' })],
  ])('opens for %s', (_name, change) => {
    expect(reasonOf(change)).toBe('granted');
  });

  it('does not let a door be less strict than the model', () => {
    const lax = { thresholds: { thresholdL2: 2, marginL2: 0, minQuality: 0 } };
    expect(reasonOf({ ...nearest(0.75), ...door(lax) })).toBe('unknown_face');
    expect(reasonOf({ ...pair(0.5, 0.51), ...door(lax) })).toBe('ambiguous_match');
    expect(reasonOf({ quality: 0.1, ...door(lax) })).toBe('poor_quality');
  });

  it('names the person it recognised in a denial, and nobody otherwise', () => {
    expect(decide({ ...IDENTIFIED, grants: [] })).toMatchObject({ personId: 'p1' });
    expect(decide({ ...IDENTIFIED, ...nearest(0.9) })).not.toHaveProperty('personId');
    expect(decide({ ...IDENTIFIED, ...pair(0.5, 0.51) })).not.toHaveProperty('personId');
  });
});
