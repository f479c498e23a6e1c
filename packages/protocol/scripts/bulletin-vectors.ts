import { alterPayload, BAD_HEADERS, type Forgery, forge } from './forge.ts';
import { accepts, refuseChanges, refuses } from './message-case.ts';
import { KEYS, SEALING_KEYS } from './vector-keys.ts';

/** The reader's side, the same for every case: it has taken version 7 and its wall clock says this. */
const READER = { edge: 'hq/main/lobby', lastVersion: 7, nowMs: 1_790_000_000_000 };

const COMMON = {
  v: 1,
  edge: READER.edge,
  version: 8,
  issuedAt: READER.nowMs - 1_000,
  expiresAt: READER.nowMs + 86_400_000,
};

const IN_A_DAY = { issuedAt: READER.nowMs + 86_400_000, expiresAt: READER.nowMs + 172_800_000 };

const DOOR = { door: 'front', active: true, mode: 'either', failMode: 'secure', pulseMs: 3_000 };

function bulletinCases(
  typ: string,
  good: object,
  changes: Record<string, object>,
  also: Record<string, object> = {},
) {
  const write = (payload: object, forgery: Partial<Forgery> = {}) =>
    forge({ typ, key: 'coordinator', ...forgery, payload });
  return [
    accepts('next version', write(good)),
    accepts('the version taken last, handed out again', write({ ...good, version: 7 })),
    accepts('issued a day into the future', write({ ...good, ...IN_A_DAY })),
    accepts('a version far ahead', write({ ...good, version: 9_007_199_254_740_991 })),
    ...Object.entries(also).map(([name, change]) => accepts(name, write({ ...good, ...change }))),
    ...BAD_HEADERS.map(({ name, ...rest }) => refuses('malformed', name, write(good, rest))),
    ...refuseChanges(write, good, {
      'edge with four levels': { edge: 'hq/main/lobby/front' },
      'version 0': { version: 0 },
      'expiresAt equal to issuedAt': { expiresAt: COMMON.issuedAt },
      ...changes,
    }),
    refuses('unknown_key', 'key of a stranger', write(good, { key: 'stranger' })),
    refuses('revoked_key', 'revoked key', write(good, { key: 'coordinatorRevoked' })),
    refuses('bad_signature', 'version changed after signing', alterPayload(write(good), { version: 9 })),
    refuses('unsupported_version', 'v 2', write({ ...good, v: 2 })),
    refuses('unsupported_version', 'v 0', write({ ...good, v: 0 })),
    refuses('wrong_edge', 'for another edge', write({ ...good, edge: 'hq/main/garage' })),
    refuses(
      'wrong_edge',
      'for the edge of that name in another building',
      write({ ...good, edge: 'hq/annex/lobby' }),
    ),
    refuses('rolled_back', 'version 6, played back', write({ ...good, version: 6 })),
    refuses('expired', 'expires now', write({ ...good, expiresAt: READER.nowMs })),
  ];
}

const KEYS_OF_READER = {
  trustedKeys: ['coordinator', 'coordinatorRevoked'],
  revokedKeys: ['coordinatorRevoked'],
};

export function configVectors() {
  const key = KEYS.coordinator.publicJwk;
  const sealing = SEALING_KEYS.sealing.publicJwk;
  const good = { ...COMMON, coordinatorKeys: [key, KEYS.coordinatorNext.publicJwk], doors: [DOOR] };
  return {
    description: 'Configurations as they arrive at an edge.',
    reader: READER,
    ...KEYS_OF_READER,
    cases: bulletinCases(
      'portero-config+jws',
      good,
      {
        'no coordinator key': { coordinatorKeys: [] },
        'nine coordinator keys': { coordinatorKeys: new Array(9).fill(key) },
        'kid that is the thumbprint of another key': {
          coordinatorKeys: [{ ...key, kid: KEYS.stranger.kid }],
        },
        'private key among the coordinator keys': { coordinatorKeys: [KEYS.stranger.privateJwk] },
        'key of another curve': { coordinatorKeys: [{ ...key, crv: 'X25519' }] },
        'door with a slash': { doors: [{ ...DOOR, door: 'front/x' }] },
        'door with a pulse of 31 s': { doors: [{ ...DOOR, pulseMs: 31_000 }] },
        'sealing key of the curve to sign with': { sealingKey: key },
        'sealing key with the kid of another': {
          sealingKey: { ...sealing, kid: SEALING_KEYS.sealingBefore.kid },
        },
        'private sealing key': { sealingKey: SEALING_KEYS.sealing.privateJwk },
        'sealing key of 31 bytes': { sealingKey: { ...sealing, x: sealing.x.slice(0, 42) } },
      },
      { 'with a sealing key': { sealingKey: sealing } },
    ),
  };
}

export function revokeVectors() {
  const good = { ...COMMON, revokedKids: [KEYS.coordinatorRevoked.kid] };
  return {
    description: 'Revocation lists as they arrive at an edge.',
    reader: READER,
    ...KEYS_OF_READER,
    cases: bulletinCases('portero-revoke+jws', good, {
      'kid that is too short': { revokedKids: ['abc'] },
      'no list': { revokedKids: undefined },
      '1025 kids': { revokedKids: new Array(1_025).fill(KEYS.stranger.kid) },
    }),
  };
}
