import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openAck } from './acknowledgement.ts';
import { formatDoor, parseDoorAddress } from './address.ts';
import { signCommand } from './command.ts';
import { CommandVerifier } from './command-verifier.ts';
import { parseDoorEvent } from './door-event.ts';
import { parseDoorStatus } from './door-status.ts';
import { openEdgeConfig } from './edge-config.ts';
import { parseEdgeState } from './edge-state.ts';
import { decodeEmbedding, encodeEmbedding } from './embedding.ts';
import { importSigner, JWS_TYPES, type Signer } from './jws.ts';
import { importVerifier, type KeyRing } from './key-ring.ts';
import { openObservation } from './observation.ts';
import { ProtocolError } from './protocol-error.ts';
import { openRevocation } from './revocation.ts';
import { generateSigningKey } from './signing-key.ts';
import { parseTopic } from './topics.ts';

const DOOR = { site: 'hq', building: 'main', edge: 'lobby', door: 'front' };
const READER = { edge: DOOR, nowMs: 1_000 };
const REQUEST_ID = '0198c0de-0000-7000-8000-000000000001';

describe('whatever the network sends', () => {
  let signer: Signer;
  let keys: KeyRing;
  let verifier: CommandVerifier;

  beforeAll(async () => {
    const { privateJwk, publicJwk } = await generateSigningKey();
    signer = importSigner(privateJwk);
    keys = importVerifier([publicJwk]);
    verifier = new CommandVerifier({ door: formatDoor(DOOR), keys });
  });

  function readers(payload: string | Uint8Array) {
    return [
      openObservation(payload, keys, { topicDoor: DOOR }),
      openAck(payload, keys, { topicEdge: DOOR }),
      openEdgeConfig(payload, keys, READER),
      openRevocation(payload, keys, READER),
      parseEdgeState(payload),
      parseDoorStatus(payload),
      parseDoorEvent(payload),
    ];
  }

  function isRefusedEverywhere(payload: string | Uint8Array): boolean {
    const verdict = verifier.verify({ payload, retain: false });
    return (
      !verdict.accepted && readers(payload).every((result) => !result.ok && typeof result.reason === 'string')
    );
  }

  it('is refused with a reason when it is random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 6_000 }), isRefusedEverywhere), { numRuns: 200 });
  });

  it('is refused with a reason when it is random text or JSON', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.json({ maxDepth: 2 }));
    fc.assert(fc.property(text, isRefusedEverywhere), { numRuns: 150 });
  });

  it('is refused with a reason when it is shaped like a JWS', () => {
    const part = fc.oneof(
      fc.base64String(),
      fc.json({ maxDepth: 1 }).map((json) => Buffer.from(json).toString('base64url')),
    );
    const shaped = fc.array(part, { minLength: 2, maxLength: 5 }).map((parts) => parts.join('.'));
    fc.assert(fc.property(shaped, isRefusedEverywhere), { numRuns: 300 });
  });

  it('is refused or opened, and never throws, when a trusted key signs arbitrary JSON', () => {
    // Of a session a signer writes 1,024 bytes and no more.
    const kinds = fc.constantFrom(...Object.values(JWS_TYPES).filter((typ) => typ !== JWS_TYPES.session));
    const payload = fc.oneof(
      fc.object({ maxDepth: 2 }),
      fc.object({ maxDepth: 2 }).map((value) => ({ ...value, v: 1 })),
    );
    fc.assert(
      fc.property(kinds, payload, (typ, value) => {
        const compact = signer.sign(typ, JSON.parse(JSON.stringify(value)) as object);
        return isRefusedEverywhere(compact);
      }),
      { numRuns: 200 },
    );
  });

  it('does not open a door with any single byte of an unlock changed', () => {
    const { nonce, bootId } = verifier.issueChallenge({ requestId: REQUEST_ID, ttlMs: 10_000 });
    const compact = signCommand(
      {
        v: 1,
        aud: formatDoor(DOOR),
        requestId: REQUEST_ID,
        nonce,
        bootId,
        action: 'unlock',
        reason: 'granted',
        issuedAt: 1_000,
        expiresAt: 4_000,
        pulseMs: 3_000,
        decisionId: REQUEST_ID,
        policyVersion: '1',
      },
      signer,
    );
    const position = fc.integer({ min: 0, max: compact.length - 1 });
    fc.assert(
      fc.property(position, fc.integer({ min: 1, max: 255 }), (index, difference) => {
        const payload = Buffer.from(compact);
        payload[index]! ^= difference;
        return !verifier.verify({ payload, retain: false }).accepted;
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('texts', () => {
  it('that are no topic are undefined, and never throw', () => {
    const level = fc.oneof(fc.string(), fc.constantFrom('portero', 'v1', 'door', 'cmd', 'hq', '+', '#', ''));
    fc.assert(
      fc.property(fc.array(level, { maxLength: 9 }), (levels) => {
        const parsed = parseTopic(levels.join('/'));
        return parsed === undefined || levels.length >= 6;
      }),
    );
  });

  it('that are no place throw a ProtocolError', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (text) => {
        try {
          return formatDoor(parseDoorAddress(text)) === text;
        } catch (error) {
          return error instanceof ProtocolError;
        }
      }),
    );
  });
});

describe('embeddings', () => {
  it('come back bit for bit', () => {
    const finite = fc.float32Array({ minLength: 1, maxLength: 1_024, noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(finite, (embedding) => {
        expect(Buffer.from(decodeEmbedding(encodeEmbedding(embedding)).buffer)).toEqual(
          Buffer.from(embedding.buffer, embedding.byteOffset, embedding.byteLength),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('that are not all finite are not sent', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(() => encodeEmbedding(Float32Array.of(0, value))).toThrow(ProtocolError);
    }
  });

  it('of another dimension than the model gives are refused', () => {
    const text = encodeEmbedding(new Float32Array(128));
    expect(decodeEmbedding(text, 128)).toHaveLength(128);
    expect(() => decodeEmbedding(text, 192)).toThrow(ProtocolError);
  });
});
