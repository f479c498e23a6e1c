import { beforeAll, describe, expect, it } from 'vitest';
import { openAck } from './acknowledgement.ts';
import { EdgeSealer } from './edge-sealer.ts';
import { EdgeVoice, type Proof } from './edge-voice.ts';
import { encodeEmbedding } from './embedding.ts';
import { importSigner } from './jws.ts';
import { importVerifier, type KeyRing } from './key-ring.ts';
import { type ObservationInput, openObservation } from './observation.ts';
import { ProtocolError } from './protocol-error.ts';
import { SealOpener } from './seal-opener.ts';
import { generateSealingKey } from './sealing-key.ts';
import { generateSigningKey, type SigningKey } from './signing-key.ts';

const DOOR = { site: 'hq', building: 'main', edge: 'lobby', door: 'front' };
const BOOT_ID = '0198c0de-0000-7000-8000-0000000000b0';
const REQUEST_ID = '0198c0de-0000-7000-8000-000000000001';
const OBSERVATION: ObservationInput = {
  ...{ v: 1, requestId: REQUEST_ID, nonce: 'AAECAwQFBgcICQoLDA0ODw', bootId: BOOT_ID, seq: 0 },
  ...{ door: 'hq/main/lobby/front', issuedAt: 1_000, expiresAt: 4_000, mode: 'identify', modelId: 'm' },
  frames: [{ capturedAt: 900, quality: 0.8, embedding: encodeEmbedding(Float32Array.of(0.6, 0.8)) }],
};
const ACK = { v: 1, requestId: REQUEST_ID, bootId: BOOT_ID, outcome: 'shown', at: 1_500 } as const;

const sealing = generateSealingKey();
let key: SigningKey;
let keys: KeyRing;

beforeAll(async () => {
  key = await generateSigningKey();
  keys = importVerifier([key.publicJwk]);
});

function voiceOf({
  proof,
  sealer = new EdgeSealer({ sealingKey: sealing.publicJwk }),
}: {
  proof?: Proof;
  sealer?: EdgeSealer;
} = {}) {
  return new EdgeVoice(
    { edge: 'hq/main/lobby', bootId: BOOT_ID, proof },
    { signer: importSigner(key.privateJwk), sealer },
  );
}

function opener() {
  return new SealOpener({ keys: [sealing] });
}

const observed = (payload: string, by: SealOpener, ring = keys) =>
  openObservation(payload, ring, { topicDoor: DOOR, opener: by });

describe('an edge', () => {
  it('says in one session what coordinators open, observations and acknowledgements', () => {
    const voice = voiceOf();
    const by = opener();
    expect(observed(voice.observation(OBSERVATION), by)).toMatchObject({ ok: true, value: OBSERVATION });
    expect(observed(voice.observation(OBSERVATION), by)).toMatchObject({ ok: true, value: OBSERVATION });
    const ack = openAck(voice.acknowledgement(ACK), keys, { topicEdge: DOOR, opener: by });
    expect(ack).toEqual({ ok: true, value: ACK });
    expect(by.size).toBe(2);
  });

  it('is understood by a coordinator that hears it for the first time in the middle of a session', () => {
    const voice = voiceOf();
    voice.observation(OBSERVATION);
    expect(observed(voice.observation(OBSERVATION), opener())).toMatchObject({ ok: true });
  });

  it('signs each message where it is told to, and signs no session', () => {
    const voice = voiceOf({ proof: 'signature' });
    const sealed = voice.observation(OBSERVATION);
    expect(Buffer.from(sealed.split('.')[0]!, 'base64url').toString()).not.toContain('session');
    expect(observed(sealed, opener())).toMatchObject({ ok: true, value: OBSERVATION });
    expect(voice.acknowledgement(ACK).split('.')).toHaveLength(3);
  });

  it('signs each message while it knows no sealing key, and begins a session once it does', () => {
    const sealer = new EdgeSealer();
    const voice = voiceOf({ sealer });
    expect(voice.observation(OBSERVATION).split('.')).toHaveLength(3);
    sealer.useKey(sealing.publicJwk);
    expect(observed(voice.observation(OBSERVATION), opener())).toMatchObject({ ok: true });
  });

  it('is not let send what nobody would read', () => {
    const voice = voiceOf();
    expect(() => voice.observation({ ...OBSERVATION, frames: [] })).toThrow(ProtocolError);
    expect(() => voice.observation({ ...OBSERVATION, expiresAt: 60_000 })).toThrow(/10000 ms/);
    expect(() => voice.acknowledgement({ ...ACK, reason: 'too late' })).toThrow(/reason/);
  });
});

describe('a session', () => {
  it('ends when the key that signed it is revoked, known as it is', () => {
    const [voice, by] = [voiceOf(), opener()];
    expect(observed(voice.observation(OBSERVATION), by)).toMatchObject({ ok: true });
    const revoked = importVerifier([key.publicJwk], { revokedKids: [key.kid] });
    expect(observed(voice.observation(OBSERVATION), by, revoked)).toMatchObject({ reason: 'revoked_key' });
    expect(observed(voice.observation(OBSERVATION), by, importVerifier([]))).toMatchObject({
      reason: 'unknown_key',
    });
  });

  it('of one edge speaks for no other, however often it has been heard', () => {
    const [voice, by] = [voiceOf(), opener()];
    const sealed = voice.observation(OBSERVATION);
    observed(sealed, by);
    const elsewhere = { topicDoor: { ...DOOR, edge: 'garage' }, opener: by };
    expect(openObservation(sealed, keys, elsewhere)).toMatchObject({ reason: 'wrong_session' });
  });

  it('is remembered only if the edge has signed it', async () => {
    const stranger = importSigner((await generateSigningKey()).privateJwk);
    const sealer = new EdgeSealer({ sealingKey: sealing.publicJwk });
    const forger = new EdgeVoice({ edge: 'hq/main/lobby', bootId: BOOT_ID }, { signer: stranger, sealer });
    const by = opener();
    expect(observed(forger.observation(OBSERVATION), by)).toMatchObject({ reason: 'unknown_key' });
    expect(by.size).toBe(0);
  });

  it('passes no acknowledgement for an observation, nor the other way round', () => {
    const [voice, by] = [voiceOf(), opener()];
    const [observation, ack] = [voice.observation(OBSERVATION), voice.acknowledgement(ACK)];
    for (const _ of ['unknown yet', 'known']) {
      expect(observed(ack, by)).toMatchObject({ reason: 'malformed' });
      expect(openAck(observation, keys, { topicEdge: DOOR, opener: by })).toMatchObject({ ok: false });
      observed(observation, by);
      openAck(ack, keys, { topicEdge: DOOR, opener: by });
    }
  });
});
