import { BOOT_ID, DECISION_ID, REQUEST_ID } from './command-vectors.ts';
import { alterPayload, BAD_HEADERS, type Forgery, forge } from './forge.ts';
import { accepts, refuseChanges, refuses } from './message-case.ts';

const AT = 1_790_000_000_500;

const BAD_ENVELOPE: Record<string, object> = {
  'no v': { v: undefined },
  'at that is negative': { at: -1 },
  'at that is a date text': { at: '2026-09-21T13:33:20Z' },
};

export function ackVectors() {
  const write = (payload: object, forgery: Partial<Forgery> = {}) =>
    forge({ typ: 'portero-ack+jws', key: 'edge', ...forgery, payload });
  const good = {
    v: 1,
    requestId: REQUEST_ID,
    decisionId: DECISION_ID,
    bootId: BOOT_ID,
    outcome: 'actuated',
    at: AT,
  };
  return {
    description: 'Acknowledgements as they arrive at a coordinator.',
    trustedKeys: ['edge'],
    revokedKeys: ['coordinatorRevoked'],
    cases: [
      accepts('actuated', write(good)),
      accepts('shown', write({ ...good, outcome: 'shown' })),
      accepts('refused', write({ ...good, outcome: 'refused', reason: 'expired' })),
      accepts('refused without a decision', write({ ...good, decisionId: undefined, outcome: 'refused' })),
      ...BAD_HEADERS.map(({ name, ...rest }) => refuses('malformed', name, write(good, rest))),
      ...refuseChanges(write, good, {
        ...BAD_ENVELOPE,
        'no requestId': { requestId: undefined },
        'outcome that is unknown': { outcome: 'opened' },
        'reason with a space': { reason: 'too late' },
      }),
      refuses('unknown_key', 'key of another edge', write(good, { key: 'otherEdge' })),
      refuses('revoked_key', 'revoked key', write(good, { key: 'coordinatorRevoked' })),
      refuses(
        'bad_signature',
        'outcome changed after signing',
        alterPayload(write(good), { outcome: 'shown' }),
      ),
      refuses('unsupported_version', 'v 2', write({ ...good, v: 2 })),
    ],
  };
}

export function stateVectors() {
  const good = {
    v: 1,
    status: 'online',
    bootId: BOOT_ID,
    at: AT,
    modelId: 'mobilefacenet-192',
    engine: 'wasm',
    version: '0.1.0',
  };
  return {
    description: 'States of an edge: bare JSON, retained.',
    cases: [
      accepts('online', JSON.stringify(good)),
      accepts(
        'offline, the last will',
        JSON.stringify({ ...good, status: 'offline', reason: 'connection_lost' }),
      ),
      accepts('stopped', JSON.stringify({ ...good, status: 'stopped' })),
      ...plainRefusals(good, {
        'status that is unknown': { status: 'away' },
        'engine that is empty': { engine: '' },
      }),
    ],
  };
}

export function statusVectors() {
  const good = { v: 1, lock: 'locked', contact: 'closed', tamper: false, failMode: 'secure', at: AT };
  return {
    description: 'Statuses of a door: bare JSON, retained.',
    cases: [
      accepts('locked', JSON.stringify(good)),
      accepts('nothing known', JSON.stringify({ ...good, lock: 'unknown', contact: 'unknown' })),
      accepts('with a prompt', JSON.stringify({ ...good, prompt: 'turn_head_left' })),
      ...plainRefusals(good, {
        'lock that is unknown to us': { lock: 'open' },
        'tamper that is a number': { tamper: 1 },
        'prompt with a sentence': { prompt: 'Look here' },
      }),
    ],
  };
}

export function eventVectors() {
  const good = { v: 1, kind: 'forced', at: AT, bootId: BOOT_ID };
  const kinds = ['forced', 'held-open', 'tamper', 'duress', 'actuator-fault'];
  return {
    description: 'Events at a door: bare JSON.',
    cases: [
      ...kinds.map((kind) => accepts(kind, JSON.stringify({ ...good, kind }))),
      ...plainRefusals(good, {
        'kind that is unknown': { kind: 'party' },
        'no bootId': { bootId: undefined },
      }),
    ],
  };
}

function plainRefusals(good: object, changes: Record<string, object>) {
  return [
    refuses('malformed', 'empty, as when a retained message is cleared', ''),
    refuses('malformed', 'not JSON', 'online'),
    refuses('malformed', 'an array', JSON.stringify([good])),
    refuses('malformed', 'longer than 4096 bytes', JSON.stringify({ ...good, filler: 'x'.repeat(4_096) })),
    ...refuseChanges((message) => JSON.stringify(message), good, { ...BAD_ENVELOPE, ...changes }),
    refuses('unsupported_version', 'v 2', JSON.stringify({ ...good, v: 2 })),
  ];
}
