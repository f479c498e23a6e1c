import { beforeAll, describe, expect, it } from 'vitest';
import { EdgeSealer } from './edge-sealer.ts';
import { encodeEmbedding } from './embedding.ts';
import { importSigner, type Signer } from './jws.ts';
import { importVerifier, type KeyRing } from './key-ring.ts';
import { MAX_BYTES, MAX_OBSERVATION_FRAMES, MAX_OBSERVATION_VALUES } from './limits.ts';
import {
  isObservationStale,
  type ObservationInput,
  openObservation,
  signObservation,
} from './observation.ts';
import { ProtocolError } from './protocol-error.ts';
import { SealOpener } from './seal-opener.ts';
import { generateSealingKey } from './sealing-key.ts';
import { generateSigningKey } from './signing-key.ts';

const TOPIC_DOOR = { site: 'hq', building: 'main', edge: 'lobby', door: 'front' };
const FRAME = { capturedAt: 900, quality: 0.8, embedding: encodeEmbedding(new Float32Array(192).fill(0.1)) };
const OBSERVATION: ObservationInput = {
  v: 1,
  requestId: '0198c0de-0000-7000-8000-000000000001',
  nonce: 'AAECAwQFBgcICQoLDA0ODw',
  bootId: '0198c0de-0000-7000-8000-0000000000b0',
  seq: 0,
  door: 'hq/main/lobby/front',
  issuedAt: 1_000,
  expiresAt: 4_000,
  mode: 'identify',
  modelId: 'mobilefacenet-192',
  frames: [FRAME, { ...FRAME, capturedAt: 960, quality: 0.7 }],
};

describe('observations', () => {
  let signer: Signer;
  let keys: KeyRing;

  beforeAll(async () => {
    const { privateJwk, publicJwk } = await generateSigningKey();
    signer = importSigner(privateJwk);
    keys = importVerifier([publicJwk]);
  });

  it('come back as they were sent', () => {
    const result = openObservation(signObservation(OBSERVATION, signer), keys, { topicDoor: TOPIC_DOOR });
    expect(result).toMatchObject({ ok: true, value: OBSERVATION });
  });

  it('of the most values fit into a packet of the broker, sealed as a JWE too', () => {
    const values = new Float32Array(MAX_OBSERVATION_VALUES / MAX_OBSERVATION_FRAMES).fill(-1 / 3);
    const largest = {
      ...{ capturedAt: 8_640_000_000_000_000, quality: 1 / 3, padScore: 1 / 7 },
      embedding: encodeEmbedding(values),
    };
    const jws = signObservation(
      {
        ...OBSERVATION,
        ...{ mode: 'verify', cardToken: 'x'.repeat(128), trackId: 't'.repeat(64), modelId: 'm'.repeat(64) },
        frames: new Array<typeof largest>(MAX_OBSERVATION_FRAMES).fill(largest),
      },
      signer,
    );
    expect(jws.length).toBeLessThanOrEqual(MAX_BYTES.observation);
    const longest = jws.padEnd(MAX_BYTES.observation, 'x');
    const sealed = new EdgeSealer({ sealingKey: generateSealingKey().publicJwk }).seal(longest);
    expect(sealed.length).toBeLessThanOrEqual(MAX_BYTES.sealedObservation);
    expect(MAX_BYTES.sealedObservation).toBeLessThan(65_536 - 512);
  });

  it('of one edge, sealed, are remembered by their ephemeral key; those of a stranger are not', async () => {
    const key = generateSealingKey();
    const opener = new SealOpener({ keys: [key] });
    const open = (by: Signer) => {
      const sealed = new EdgeSealer({ sealingKey: key.publicJwk }).seal(signObservation(OBSERVATION, by));
      return openObservation(sealed, keys, { topicDoor: TOPIC_DOOR, opener });
    };
    const stranger = importSigner((await generateSigningKey()).privateJwk);
    expect(open(stranger)).toMatchObject({ ok: false, reason: 'unknown_key' });
    expect(opener.size).toBe(0);
    expect(open(signer)).toMatchObject({ ok: true, value: OBSERVATION });
    expect(opener.size).toBe(1);
  });

  it('are not signed when a reader would refuse them', () => {
    expect(() => signObservation({ ...OBSERVATION, expiresAt: 11_001 }, signer)).toThrow(/10000 ms/);
    const broken = { ...FRAME, embedding: 'AAAA' };
    expect(() => signObservation({ ...OBSERVATION, frames: [broken] }, signer)).toThrow(ProtocolError);
    expect(() => signObservation({ ...OBSERVATION, frames: [] }, signer)).toThrow(/frames/);
    expect(() => signObservation({ ...OBSERVATION, mode: 'verify' }, signer)).toThrow(/cardToken/);
  });

  it.each([
    [1_000, false],
    [5_999, false],
    [6_000, true],
    [-1_000, true],
    [-999, false],
    [Number.NaN, true],
  ])('at %d ms by our clock are stale: %s', (nowMs, stale) => {
    expect(isObservationStale(OBSERVATION, nowMs)).toBe(stale);
  });
});
