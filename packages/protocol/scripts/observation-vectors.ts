import { encodeEmbedding, type ObservationInput } from '../src/index.ts';
import { BOOT_ID, DOOR, NONCE, REQUEST_ID } from './command-vectors.ts';
import { alterPayload, BAD_HEADERS, type Forgery, forge } from './forge.ts';
import { accepts, type MessageCase, refuseChanges, refuses } from './message-case.ts';

const FRAME = {
  capturedAt: 1_790_000_000_000,
  quality: 0.75,
  embedding: encodeEmbedding(Float32Array.of(0.5, -0.5, 0.5, -0.5)),
};
const IDENTIFY: ObservationInput = {
  v: 1,
  requestId: REQUEST_ID,
  nonce: NONCE,
  bootId: BOOT_ID,
  seq: 0,
  door: DOOR,
  issuedAt: 1_790_000_000_100,
  expiresAt: 1_790_000_003_100,
  mode: 'identify',
  modelId: 'mobilefacenet-192',
  frames: [FRAME],
};
export const VERIFY: ObservationInput = { ...IDENTIFY, mode: 'verify', cardToken: '04A2B9C1D3' };

export function observation(payload: object, forgery: Partial<Forgery> = {}): string {
  return forge({ typ: 'portero-observation+jws', key: 'edge', ...forgery, payload });
}

function embeddingBytes(...values: number[]): string {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString('base64url');
}

function filled(length: number): string {
  return embeddingBytes(...new Array<number>(length).fill(0.03125));
}

const MALFORMED: Record<string, object> = {
  'no requestId': { requestId: undefined },
  'nonce that is too short': { nonce: 'AAEC' },
  'seq that is negative': { seq: -1 },
  'seq with a fraction': { seq: 0.5 },
  'seq beyond 2^53 − 1': { seq: 9_007_199_254_740_992 },
  'expiresAt equal to issuedAt': { expiresAt: IDENTIFY.issuedAt },
  'mode that is unknown': { mode: 'either' },
  'verify without a card': { mode: 'verify' },
  'identify with a card': { cardToken: '04A2B9C1D3' },
  'card token of 129 characters': { mode: 'verify', cardToken: 'x'.repeat(129) },
  'card token with a space': { mode: 'verify', cardToken: '04 A2' },
  'modelId that is empty': { modelId: '' },
  'challenge that is unknown': { trackId: 'track-7', challenge: 'skipped' },
  'challenge without a track': { challenge: 'performed' },
  'no frames': { frames: undefined },
  'an empty list of frames': { frames: [] },
  'nine frames': { frames: new Array<object>(9).fill(FRAME) },
  'frame that is not in a list': { frames: FRAME },
  'frame without the time it was taken': { frames: [{ ...FRAME, capturedAt: undefined }] },
  'quality above 1': { frames: [{ ...FRAME, quality: 1.01 }] },
  'quality that is a string': { frames: [{ ...FRAME, quality: '0.75' }] },
  'second frame without quality': { frames: [FRAME, { ...FRAME, quality: undefined }] },
  'padScore below 0': { frames: [{ ...FRAME, padScore: -0.1 }] },
  'padScore for one frame of two': { frames: [FRAME, { ...FRAME, padScore: 0.9 }] },
  'embedding that is a list of numbers': { frames: [{ ...FRAME, embedding: [0.5, -0.5] }] },
  'no embedding': { frames: [{ ...FRAME, embedding: undefined }] },
  'embedding of 1025 values': { frames: [{ ...FRAME, embedding: filled(1_025) }] },
  'embeddings of unequal length': { frames: [FRAME, { ...FRAME, embedding: filled(5) }] },
  '7 frames of 1024 values, more than 6144 together': {
    frames: new Array<object>(7).fill({ ...FRAME, embedding: filled(1_024) }),
  },
};

const BAD_EMBEDDINGS: Record<string, string> = {
  'embedding with NaN': embeddingBytes(0.5, Number.NaN),
  'embedding with infinity': embeddingBytes(0.5, Number.POSITIVE_INFINITY),
  'embedding of 7 bytes': Buffer.alloc(7).toString('base64url'),
  'embedding in plain base64': '/+///w==',
};

function wide(dimension: number) {
  return { ...FRAME, embedding: filled(dimension) };
}

export function observationVectors() {
  const widest = {
    ...VERIFY,
    seq: Number.MAX_SAFE_INTEGER,
    trackId: 'track-7',
    challenge: 'performed',
    frames: [
      { ...FRAME, quality: 1, padScore: 0 },
      { ...FRAME, capturedAt: FRAME.capturedAt + 66, quality: 0, padScore: 1 },
    ],
  };
  const good = observation(IDENTIFY);
  const cases: MessageCase[] = [
    accepts('identify', good),
    accepts('verify', observation(VERIFY)),
    accepts('every optional member', observation(widest)),
    ...(['failed', 'expired'] as const).map((challenge) =>
      accepts(`challenge ${challenge}`, observation({ ...IDENTIFY, trackId: 'track-7', challenge })),
    ),
    accepts('three frames', observation({ ...IDENTIFY, frames: [FRAME, FRAME, FRAME] })),
    accepts('8 frames of 768 values', observation({ ...IDENTIFY, frames: new Array(8).fill(wide(768)) })),
    accepts('6 frames of 1024 values', observation({ ...IDENTIFY, frames: new Array(6).fill(wide(1_024)) })),
    accepts('life of 10000 ms', observation({ ...IDENTIFY, expiresAt: IDENTIFY.issuedAt + 10_000 })),
    accepts('unknown member in the payload, ignored', observation({ ...IDENTIFY, later: true })),
    ...BAD_HEADERS.map(({ name, ...rest }) => refuses('malformed', name, observation(IDENTIFY, rest))),
    refuses('malformed', 'longer than 47104 bytes', observation({ ...IDENTIFY, filler: 'x'.repeat(47_104) })),
    ...refuseChanges(observation, IDENTIFY, MALFORMED),
    refuses('unknown_key', 'key of another edge', observation(IDENTIFY, { key: 'otherEdge' })),
    refuses('revoked_key', 'revoked key', observation(IDENTIFY, { key: 'coordinatorRevoked' })),
    refuses(
      'bad_signature',
      'door changed after signing',
      alterPayload(good, { door: 'hq/main/lobby/back' }),
    ),
    refuses('unsupported_version', 'v 2', observation({ ...IDENTIFY, v: 2 })),
    refuses(
      'wrong_door',
      'names another door than the topic',
      observation({ ...IDENTIFY, door: 'hq/main/lobby/back' }),
    ),
    refuses(
      'too_long_lived',
      'life of 10001 ms',
      observation({ ...IDENTIFY, expiresAt: IDENTIFY.issuedAt + 10_001 }),
    ),
    ...Object.entries(BAD_EMBEDDINGS).map(([name, embedding]) =>
      refuses('bad_embedding', name, observation({ ...IDENTIFY, frames: [{ ...FRAME, embedding }] })),
    ),
    refuses(
      'bad_embedding',
      'second of two embeddings with NaN',
      observation({
        ...IDENTIFY,
        frames: [wide(2), { ...FRAME, embedding: embeddingBytes(0.5, Number.NaN) }],
      }),
    ),
  ];
  return {
    description:
      'Observations as they arrive at a coordinator on the observe topic of `topicDoor`, not sealed.',
    topicDoor: DOOR,
    trustedKeys: ['edge'],
    revokedKeys: ['coordinatorRevoked'],
    cases,
  };
}

export function embeddingVectors() {
  const good: Record<string, number[]> = {
    'one value': [1],
    'four values': [0.5, -0.5, 0.5, -0.5],
    'zero, the smallest and the largest': [0, 2 ** -149, (2 - 2 ** -23) * 2 ** 127],
  };
  return {
    description: 'Embeddings: float32, little-endian, base64url without padding; 1 to 1024 finite values.',
    cases: [
      ...Object.entries(good).map(([name, values]) => ({
        name,
        valid: true,
        text: embeddingBytes(...values),
        values,
      })),
      { name: 'empty', valid: false, text: '' },
      { name: 'padding', valid: false, text: `${embeddingBytes(1)}==` },
      { name: '1025 values', valid: false, text: embeddingBytes(...new Array<number>(1_025).fill(0)) },
      ...Object.entries(BAD_EMBEDDINGS).map(([name, text]) => ({ name, valid: false, text })),
    ],
  };
}
