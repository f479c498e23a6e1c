import { BOOT_ID, DECISION_ID, DOOR, REQUEST_ID } from './command-vectors.ts';
import { alterPayload, type Forgery, forge } from './forge.ts';
import { forgeSeal, type SealForgery } from './forge-seal.ts';
import { accepts, type MessageCase, refuses } from './message-case.ts';
import { observation, VERIFY } from './observation-vectors.ts';
import { SEALING_KEYS } from './vector-keys.ts';

const OTHER_BOOT = '0198c0de-0000-7000-8000-0000000000b9';

const SESSION = {
  v: 1,
  edge: 'hq/main/lobby',
  bootId: BOOT_ID,
  sealTo: SEALING_KEYS.sealing.kid,
  epk: SEALING_KEYS.ephemeral.publicJwk.x,
  issuedAt: 1_790_000_000_000,
};

function session(change: object = {}, forgery: Partial<Forgery> = {}): string {
  return forge({ typ: 'portero-session+jws', key: 'edge', ...forgery, payload: { ...SESSION, ...change } });
}

type Write = (forgery?: Partial<SealForgery>) => string;

/** @returns what writes such a message, sealed in a session */
function writerOf(kind: 'observation' | 'ack', message: object): Write {
  return ({ header = {}, ...forgery } = {}) =>
    forgeSeal({
      content: JSON.stringify(message),
      header: {
        ...{ typ: `portero-${kind}+jwe`, cty: `portero-${kind}+json`, session: session() },
        ...header,
      },
      ...forgery,
    });
}

/** What holds of whatever is sealed in a session. */
function ofTheSession(write: Write, message: object): MessageCase[] {
  const withSession = (text: unknown) => write({ header: { session: text } });
  return [
    refuses('malformed', 'no session, though cty says so', write({ header: { session: undefined } })),
    refuses('malformed', 'session that is no text', withSession({ jws: session() })),
    refuses('malformed', 'session that is empty', withSession('')),
    refuses('malformed', 'session longer than 1024 bytes', withSession(session({ filler: 'x'.repeat(800) }))),
    refuses('malformed', 'session without epk', withSession(session({ epk: undefined }))),
    refuses('malformed', 'an observation in the place of the session', withSession(observation(VERIFY))),
    refuses('malformed', 'a member more', write({ header: { zip: 'DEF' } })),
    refuses('malformed', 'content that is not JSON', write({ content: '{"v":1' })),
    refuses('malformed', 'content that is signed as well', write({ content: observation(VERIFY) })),
    refuses('unsupported_version', 'v 2 of the session', withSession(session({ v: 2 }))),
    refuses(
      'unsupported_version',
      'v 2 of the message',
      write({ content: JSON.stringify({ ...message, v: 2 }) }),
    ),
    refuses('unknown_key', 'session signed by another edge', withSession(session({}, { key: 'otherEdge' }))),
    refuses(
      'revoked_key',
      'session signed by a revoked key',
      withSession(session({}, { key: 'coordinatorRevoked' })),
    ),
    refuses(
      'bad_signature',
      'session changed after signing',
      withSession(alterPayload(session(), { bootId: OTHER_BOOT })),
    ),
    refuses('wrong_session', 'session of another edge', withSession(session({ edge: 'hq/main/garage' }))),
    refuses(
      'wrong_session',
      'session of another sealing key',
      withSession(session({ sealTo: SEALING_KEYS.sealingBefore.kid })),
    ),
    refuses(
      'wrong_session',
      'session of another ephemeral key',
      withSession(session({ epk: SEALING_KEYS.sealing.publicJwk.x })),
    ),
    refuses(
      'wrong_session',
      'message of another boot than the session',
      write({ content: JSON.stringify({ ...message, bootId: OTHER_BOOT }) }),
    ),
    refuses('unknown_sealing_key', 'sealed to a stranger', write({ to: 'sealingOfStranger' })),
    refuses(
      'unsealable',
      'header spelled in another way after sealing',
      write().replace(/^[^.]+/, (text) =>
        Buffer.from(`${Buffer.from(text, 'base64url').toString()} `).toString('base64url'),
      ),
    ),
  ];
}

const READER = {
  topicDoor: DOOR,
  trustedKeys: ['edge'],
  revokedKeys: ['coordinatorRevoked'],
  sealingKeys: ['sealing', 'sealingBefore'],
};

export function sessionVectors() {
  const write = writerOf('observation', VERIFY);
  const moved = { ...VERIFY, door: 'hq/main/lobby/back' };
  return {
    description:
      'Observations sealed in a signed session, as they arrive on the observe topic of `topicDoor`.',
    ...READER,
    cases: [
      accepts('sealed in a session', write()),
      accepts(
        'a member of the session that readers do not know',
        write({ header: { session: session({ later: true }) } }),
      ),
      ...ofTheSession(write, VERIFY),
      refuses('malformed', 'an acknowledgement', writerOf('ack', VERIFY)()),
      refuses('malformed', 'cty of an acknowledgement', write({ header: { cty: 'portero-ack+json' } })),
      refuses('wrong_door', 'moved to the topic of another door', write({ content: JSON.stringify(moved) })),
    ],
  };
}

export function sealedAckVectors() {
  const ack = {
    ...{ v: 1, requestId: REQUEST_ID, decisionId: DECISION_ID, bootId: BOOT_ID },
    ...{ outcome: 'actuated', at: 1_790_000_000_500 },
  };
  const write = writerOf('ack', ack);
  return {
    description:
      'Acknowledgements sealed in a signed session, as they arrive on the ack topic of `topicDoor`.',
    ...READER,
    cases: [
      accepts('sealed in a session', write()),
      ...ofTheSession(write, ack),
      refuses('malformed', 'an observation', writerOf('observation', ack)()),
      refuses(
        'malformed',
        'longer than 4096 bytes',
        write({ content: JSON.stringify({ ...ack, filler: 'x'.repeat(4_096) }) }),
      ),
      refuses(
        'malformed',
        'outcome that is unknown',
        write({ content: JSON.stringify({ ...ack, outcome: 'opened' }) }),
      ),
    ],
  };
}
