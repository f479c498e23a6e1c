import { beforeAll, describe, expect, it } from 'vitest';
import { encodeEmbedding } from './embedding.ts';
import { importSigner, type Signer } from './jws.ts';
import { importVerifier, type KeyRing } from './key-ring.ts';
import {
  isObservationStale,
  type ObservationInput,
  openObservation,
  signObservation,
} from './observation.ts';
import { ProtocolError } from './protocol-error.ts';
import { generateSigningKey } from './signing-key.ts';

const TOPIC_DOOR = { site: 'hq', building: 'main', edge: 'lobby', door: 'front' };
const OBSERVATION: ObservationInput = {
  v: 1,
  requestId: '0198c0de-0000-7000-8000-000000000001',
  nonce: 'AAECAwQFBgcICQoLDA0ODw',
  bootId: '0198c0de-0000-7000-8000-0000000000b0',
  seq: 0,
  door: 'hq/main/lobby/front',
  capturedAt: 900,
  issuedAt: 1_000,
  expiresAt: 4_000,
  mode: 'identify',
  modelId: 'mobilefacenet-192',
  quality: 0.8,
  embedding: encodeEmbedding(new Float32Array(192).fill(0.1)),
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
    expect(result).toEqual({ ok: true, value: OBSERVATION });
  });

  it('are refused when their sealed envelope does not open', () => {
    const opener = { open: () => undefined };
    const result = openObservation('sealed', keys, { topicDoor: TOPIC_DOOR, opener });
    expect(result).toMatchObject({ ok: false, reason: 'unsealable' });
  });

  it('are not signed when a reader would refuse them', () => {
    expect(() => signObservation({ ...OBSERVATION, expiresAt: 11_001 }, signer)).toThrow(/10000 ms/);
    expect(() => signObservation({ ...OBSERVATION, embedding: 'AAAA' }, signer)).toThrow(ProtocolError);
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
