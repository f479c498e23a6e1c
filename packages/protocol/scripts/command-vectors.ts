import type { CommandInput, CommandRefusal } from '../src/index.ts';
import { addOrder, alterPart, alterPayload, BAD_HEADERS, type Forgery, forge, forgeMac } from './forge.ts';
import { forgeSeal } from './forge-seal.ts';
import { KEYS, SEALING_KEYS } from './vector-keys.ts';

const TYP = 'portero-command+jws';

export const DOOR = 'hq/main/lobby/front';
export const REQUEST_ID = '0198c0de-0000-7000-8000-000000000001';
export const BOOT_ID = '0198c0de-0000-7000-8000-0000000000b0';
export const DECISION_ID = '0198c0de-0000-7000-8000-0000000000d1';
export const NONCE = 'AAECAwQFBgcICQoLDA0ODw';
const OTHER_ID = '0198c0de-0000-7000-8000-0000000000ff';

const COMMON = {
  v: 1,
  aud: DOOR,
  requestId: REQUEST_ID,
  nonce: NONCE,
  bootId: BOOT_ID,
} as const;

const REST = {
  issuedAt: 1_790_000_000_250,
  expiresAt: 1_790_000_003_250,
  decisionId: DECISION_ID,
  policyVersion: '1',
} as const;

const UNLOCK: CommandInput = {
  ...COMMON,
  action: 'unlock',
  reason: 'granted',
  ...REST,
  pulseMs: 3_000,
};
const DENY: CommandInput = { ...COMMON, action: 'deny', reason: 'unknown_face', ...REST };

const CHALLENGE = {
  requestId: REQUEST_ID,
  nonce: NONCE,
  bootId: BOOT_ID,
  issuedAtMonotonicMs: 1_000,
  ttlMs: 3_000,
  used: false,
};

export interface CommandCase {
  readonly name: string;
  readonly valid: boolean;
  readonly action?: 'unlock' | 'deny';
  readonly pulseMs?: number;
  readonly reason?: CommandRefusal;
  readonly payload: string;
  readonly retain: boolean;
  readonly challenge: typeof CHALLENGE;
  readonly nowMonotonicMs: number;
}

type Setting = Partial<Pick<CommandCase, 'retain' | 'nowMonotonicMs'>> & {
  challenge?: Partial<typeof CHALLENGE>;
};

const AT_ONCE = 1_250;

function command(payload: object | string | Uint8Array, forgery: Partial<Forgery> = {}): string {
  return forge({ typ: TYP, key: 'coordinator', ...forgery, payload });
}

function setting({ retain = false, nowMonotonicMs = AT_ONCE, challenge = {} }: Setting) {
  return { retain, challenge: { ...CHALLENGE, ...challenge }, nowMonotonicMs };
}

function unlocks(name: string, pulseMs: number, payload: string, options: Setting = {}): CommandCase {
  return { name, valid: true, action: 'unlock', pulseMs, payload, ...setting(options) };
}

function denies(name: string, payload: string): CommandCase {
  return { name, valid: true, action: 'deny', payload, ...setting({}) };
}

function refuses(reason: CommandRefusal, name: string, payload: string, options: Setting = {}): CommandCase {
  return { name, valid: false, reason, payload, ...setting(options) };
}

const GOOD = command(UNLOCK);

/** Key confusion: a reader that lets the message choose the algorithm takes the public key for a shared secret. */
function macWithPublicKey(payload: object): string {
  return forgeMac({ typ: TYP, secretOf: 'coordinator', payload });
}

function sealedExample(): string {
  return forgeSeal({ content: GOOD });
}

function accepted(): CommandCase[] {
  const { kid } = KEYS.coordinator;
  return [
    unlocks('unlock', 3_000, GOOD),
    unlocks('unlock with the shortest pulse', 100, command({ ...UNLOCK, pulseMs: 100 })),
    unlocks('unlock with the longest pulse', 30_000, command({ ...UNLOCK, pulseMs: 30_000 })),
    unlocks('unlock signed with the second trusted key', 3_000, command(UNLOCK, { key: 'coordinatorNext' })),
    unlocks('unlock in the last millisecond', 3_000, GOOD, { nowMonotonicMs: 3_999 }),
    unlocks('unlock for a challenge with a longer life', 3_000, GOOD, {
      nowMonotonicMs: 10_999,
      challenge: { ttlMs: 10_000 },
    }),
    unlocks(
      'unlock issued by a wall clock that is years off',
      3_000,
      command({ ...UNLOCK, issuedAt: 0, expiresAt: 1 }),
    ),
    unlocks(
      'unlock dated a day into the future: the door compares no wall clocks',
      3_000,
      command({ ...UNLOCK, issuedAt: REST.issuedAt + 86_400_000, expiresAt: REST.issuedAt + 86_403_000 }),
    ),
    unlocks('unknown member in the payload, ignored', 3_000, command({ ...UNLOCK, later: true })),
    unlocks(
      'header with its members in another order, and spaces',
      3_000,
      command(UNLOCK, { headerText: `{ "typ": "${TYP}", "kid": "${kid}", "alg": "EdDSA" }` }),
    ),
    denies('deny', command(DENY)),
    denies('deny with a reason that this version does not know', command({ ...DENY, reason: 'x_1' })),
  ];
}

function badForm(): CommandCase[] {
  const malformed = (name: string, payload: string) => refuses('malformed', name, payload);
  return [
    malformed('empty', ''),
    malformed('plain JSON', JSON.stringify(UNLOCK)),
    malformed('two parts', GOOD.split('.').slice(0, 2).join('.')),
    malformed('four parts', `${GOOD}.AA`),
    malformed('newline at the end', `${GOOD}\n`),
    malformed('padding', `${GOOD}==`),
    malformed(
      'the alphabet of plain base64',
      alterPart(GOOD, 2, (text) => `+/${text.slice(2)}`),
    ),
    malformed(
      'unused bits that are not zero',
      alterPart(GOOD, 2, (text) => `${text.slice(0, -1)}B`),
    ),
    malformed(
      'signature one byte short',
      alterPart(GOOD, 2, (text) => text.slice(0, 84)),
    ),
    malformed(
      'no signature',
      alterPart(GOOD, 2, () => ''),
    ),
    malformed('longer than 4096 bytes', command({ ...UNLOCK, filler: 'x'.repeat(4_096) })),
    malformed('payload that is not JSON', command('{"v":1')),
    malformed('payload that is not UTF-8', command(Buffer.from([0x7b, 0xff, 0x7d]))),
    malformed('payload behind a byte order mark', command(`\ufeff${JSON.stringify(UNLOCK)}`)),
    malformed('payload that is an array', command([UNLOCK])),
    malformed('payload that is null', command('null')),
    ...BAD_HEADERS.map(({ name, ...forgery }) => malformed(name, command(UNLOCK, forgery))),
    malformed('typ of an acknowledgement', command(UNLOCK, { typ: 'portero-ack+jws' })),
    malformed('typ of an observation', command(UNLOCK, { typ: 'portero-observation+jws' })),
    malformed(
      'alg none and no signature',
      alterPart(command(UNLOCK, { header: { alg: 'none' } }), 2, () => ''),
    ),
    malformed('alg HS256, the public key as the secret', macWithPublicKey(UNLOCK)),
    malformed('sealed observation, five parts', sealedExample()),
  ];
}

function badFields(): CommandCase[] {
  const wrong: Record<string, object> = {
    'v that is a string': { v: '1' },
    'no v': { v: undefined },
    'no aud': { aud: undefined },
    'aud that is a list': { aud: [DOOR] },
    'aud with capitals': { aud: 'HQ/main/lobby/front' },
    'aud with three levels': { aud: 'hq/main/lobby' },
    'requestId in capitals': { requestId: REQUEST_ID.toUpperCase() },
    'no requestId': { requestId: undefined },
    'nonce of 15 bytes': { nonce: 'AAECAwQFBgcICQoLDA0O' },
    'nonce of 17 bytes': { nonce: 'AAECAwQFBgcICQoLDA0ODxA' },
    'no nonce': { nonce: undefined },
    'bootId that is no UUID': { bootId: 'boot' },
    'action that is unknown': { action: 'open' },
    'no action': { action: undefined },
    'reason with capitals': { reason: 'Granted' },
    'reason of 65 characters': { reason: 'a'.repeat(65) },
    'issuedAt in seconds with a fraction': { issuedAt: 1_790_000_000.25 },
    'issuedAt that is negative': { issuedAt: -1 },
    'expiresAt that is a string': { expiresAt: '1790000003250' },
    'expiresAt beyond every date': { expiresAt: 8_640_000_000_000_001 },
    'expiresAt equal to issuedAt': { expiresAt: REST.issuedAt },
    'expiresAt before issuedAt': { expiresAt: REST.issuedAt - 1 },
    'no decisionId': { decisionId: undefined },
    'policyVersion that is empty': { policyVersion: '' },
    'unlock without a pulse': { pulseMs: undefined },
    'pulse of 99 ms': { pulseMs: 99 },
    'pulse of 30001 ms': { pulseMs: 30_001 },
    'pulse with a fraction': { pulseMs: 3_000.5 },
  };
  return [
    ...Object.entries(wrong).map(([name, change]) =>
      refuses('malformed', name, command({ ...UNLOCK, ...change })),
    ),
    refuses('malformed', 'deny with a pulse', command({ ...DENY, pulseMs: 3_000 })),
    refuses('unsupported_version', 'v 2', command({ ...UNLOCK, v: 2 })),
    refuses('unsupported_version', 'v 2 of quite another form', command({ v: 2, open: true })),
    refuses('unsupported_version', 'v 0', command({ ...UNLOCK, v: 0 })),
  ];
}

function badOrigin(): CommandCase[] {
  const zeroes = Buffer.alloc(64).toString('base64url');
  const { kid } = KEYS.coordinator;
  return [
    refuses('retained', 'unlock with the retain flag', GOOD, { retain: true }),
    refuses('retained', 'anything with the retain flag', 'x', { retain: true }),
    refuses('unknown_key', 'key of a stranger', command(UNLOCK, { key: 'stranger' })),
    refuses('unknown_key', 'key of an edge', command(UNLOCK, { key: 'edge' })),
    refuses('unknown_key', 'kid that is empty', command(UNLOCK, { header: { kid: '' } })),
    refuses('revoked_key', 'revoked key', command(UNLOCK, { key: 'coordinatorRevoked' })),
    refuses(
      'bad_signature',
      'stranger that names the kid of the coordinator',
      command(UNLOCK, { key: 'stranger', header: { kid } }),
    ),
    refuses(
      'bad_signature',
      'deny changed to unlock',
      alterPayload(command(DENY), { action: 'unlock', pulseMs: 100 }),
    ),
    refuses('bad_signature', 'pulse made longer', alterPayload(GOOD, { pulseMs: 30_000 })),
    refuses(
      'bad_signature',
      'signature of zeroes',
      alterPart(GOOD, 2, () => zeroes),
    ),
    refuses(
      'unknown_key',
      'kid of the sealing key',
      command(UNLOCK, { header: { kid: SEALING_KEYS.sealing.kid } }),
    ),
    refuses(
      'bad_signature',
      'signature with the order of the group added to S',
      alterPart(GOOD, 2, addOrder),
    ),
    refuses(
      'bad_signature',
      'wrong door, and changed after signing',
      alterPayload(GOOD, { aud: 'hq/main/lobby/back' }),
    ),
  ];
}

function badAnswer(): CommandCase[] {
  const late = { nowMonotonicMs: 4_000 };
  return [
    refuses('wrong_door', 'another door of this edge', command({ ...UNLOCK, aud: 'hq/main/lobby/back' })),
    refuses('wrong_door', 'same name, another edge', command({ ...UNLOCK, aud: 'hq/main/garage/front' })),
    refuses('wrong_door', 'same name, another building', command({ ...UNLOCK, aud: 'hq/annex/lobby/front' })),
    refuses('wrong_door', 'same name, another site', command({ ...UNLOCK, aud: 'lab/main/lobby/front' })),
    refuses(
      'wrong_door',
      'wrong door, and too late',
      command({ ...UNLOCK, aud: 'hq/main/lobby/back' }),
      late,
    ),
    refuses('too_long_lived', 'life of 3001 ms', command({ ...UNLOCK, expiresAt: REST.issuedAt + 3_001 })),
    refuses('wrong_boot', 'from before the restart', GOOD, {
      challenge: { bootId: OTHER_ID, nonce: 'EBESExQVFhcYGRobHB0eHw' },
    }),
    refuses(
      'unknown_nonce',
      'nonce that was never given out',
      command({ ...UNLOCK, nonce: 'EBESExQVFhcYGRobHB0eHw' }),
    ),
    refuses('unknown_nonce', 'nonce of another request', command({ ...UNLOCK, requestId: OTHER_ID })),
    refuses('nonce_used', 'delivered a second time', GOOD, { challenge: { used: true } }),
    refuses('nonce_used', 'unlock after a deny, and too late', GOOD, { ...late, challenge: { used: true } }),
    refuses('expired', 'exactly at the end of its time', GOOD, late),
    refuses('expired', 'an hour late, as from a queue', GOOD, { nowMonotonicMs: 3_601_000 }),
    refuses('expired', 'monotonic clock behind the challenge', GOOD, { nowMonotonicMs: 999 }),
    refuses(
      'expired',
      'late, though its own expiresAt is a day away',
      command({ ...UNLOCK, issuedAt: REST.issuedAt + 86_400_000, expiresAt: REST.issuedAt + 86_403_000 }),
      late,
    ),
    refuses('expired', 'deny that is too late', command(DENY), late),
  ];
}

export function commandVectors() {
  return {
    description:
      'Commands as they arrive at a door, the one challenge it has outstanding, and what it must do. Steps in docs/protocol.md.',
    door: DOOR,
    trustedKeys: ['coordinator', 'coordinatorNext', 'coordinatorRevoked'],
    revokedKeys: ['coordinatorRevoked'],
    cases: [...accepted(), ...badForm(), ...badFields(), ...badOrigin(), ...badAnswer()],
  };
}
