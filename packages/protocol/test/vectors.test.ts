import { readFileSync } from 'node:fs';
import { compactDecrypt, compactVerify, importJWK, type JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { buildVectors } from '../scripts/build-vectors.ts';
import {
  decodeEmbedding,
  encodeEmbedding,
  formatDoor,
  importVerifier,
  type KeyRing,
  openAck,
  openEdgeConfig,
  openObservation,
  openRevocation,
  ProtocolError,
  parseDoorAddress,
  parseDoorEvent,
  parseDoorStatus,
  parseEdgeAddress,
  parseEdgeState,
  parseTopic,
  type Result,
  readSealingKey,
  SealOpener,
  topics,
  verifyUnlock,
} from '../src/index.ts';

interface Vector {
  readonly name: string;
  readonly valid: boolean;
  readonly reason?: string;
  readonly payload: string;
}

interface VectorFile<Case> {
  readonly cases: readonly Case[];
  readonly trustedKeys?: readonly string[];
  readonly revokedKeys?: readonly string[];
}

interface KeyFile {
  readonly keys: Readonly<
    Record<string, { readonly publicJwk: JWK & { kid: string }; readonly privateJwk: JWK }>
  >;
}

function load<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8')) as T;
}

const { keys } = load<KeyFile>('keys.json');

function ringOf({ trustedKeys = [], revokedKeys = [] }: VectorFile<unknown>): KeyRing {
  return importVerifier(
    trustedKeys.map((name) => keys[name]!.publicJwk),
    { revokedKids: revokedKeys.map((name) => keys[name]!.publicJwk.kid) },
  );
}

/** What a case comes out as: `valid`, or the reason of its refusal. */
function outcome(result: Result<unknown, string>): string {
  return result.ok ? 'valid' : result.reason;
}

function expected({ valid, reason }: Vector): string {
  return valid ? 'valid' : reason!;
}

/** `undefined` where jose finds no key or no good signature. It knows nothing of our stricter header. */
async function openWithJose(compact: string): Promise<unknown> {
  try {
    const { payload } = await compactVerify(
      compact,
      async ({ kid }) => {
        const found = Object.values(keys).find(({ publicJwk }) => publicJwk.kid === kid);
        if (!found) throw new Error('unknown kid');
        return importJWK(found.publicJwk, 'EdDSA');
      },
      { algorithms: ['EdDSA'] },
    );
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
}

describe('the vector files', () => {
  it.each(Object.entries(buildVectors()))('%s is what the scripts build', (name, content) => {
    expect(load(name)).toEqual(JSON.parse(JSON.stringify(content)));
  });

  it('cover every reason of refusal', () => {
    const reasons = (name: string) =>
      new Set(load<VectorFile<Vector>>(name).cases.flatMap(({ reason }) => reason ?? []));
    const signed = ['malformed', 'unknown_key', 'revoked_key', 'bad_signature', 'unsupported_version'];
    const answer = [
      'retained',
      'wrong_door',
      'too_long_lived',
      'wrong_boot',
      'unknown_nonce',
      'nonce_used',
      'expired',
    ];
    expect(reasons('command.json')).toEqual(new Set([...signed, ...answer]));
    expect(reasons('observation.json')).toEqual(
      new Set([...signed, 'wrong_door', 'too_long_lived', 'bad_embedding']),
    );
    expect(reasons('sealed.json')).toEqual(
      new Set([
        ...['malformed', 'unsupported_version', 'unsealed', 'unknown_sealing_key', 'unsealable'],
        ...['unknown_key', 'bad_signature', 'wrong_door'],
      ]),
    );
    const inSession = [...signed, 'wrong_session', 'unknown_sealing_key', 'unsealable'];
    expect(reasons('session.json')).toEqual(new Set([...inSession, 'wrong_door']));
    expect(reasons('sealed-ack.json')).toEqual(new Set(inSession));
    expect(reasons('ack.json')).toEqual(new Set(signed));
    expect(reasons('config.json')).toEqual(new Set([...signed, 'wrong_edge', 'rolled_back', 'expired']));
    expect(reasons('revoke.json')).toEqual(reasons('config.json'));
    for (const plain of ['state.json', 'status.json', 'event.json']) {
      expect(reasons(plain)).toEqual(new Set(['malformed', 'unsupported_version']));
    }
  });
});

describe('command vectors', () => {
  interface CommandVector extends Vector {
    readonly action?: 'unlock' | 'deny';
    readonly pulseMs?: number;
    readonly retain: boolean;
    readonly challenge: { requestId: string; nonce: string; bootId: string; issuedAtMonotonicMs: number };
    readonly nowMonotonicMs: number;
  }
  const file = load<VectorFile<CommandVector> & { door: string }>('command.json');
  const publicKeys = ringOf(file);

  it.each(file.cases)('$name', ({ payload, retain, challenge, nowMonotonicMs, ...vector }) => {
    const { door } = file;
    for (const bytes of [payload, Buffer.from(payload)]) {
      const result = verifyUnlock({
        payload: bytes,
        retain,
        door,
        publicKeys,
        outstanding: challenge,
        nowMonotonicMs,
      });
      if ('refusal' in result) {
        expect(result.refusal.reason).toBe(vector.reason);
      } else {
        expect(vector.valid).toBe(true);
        expect(result.command.action).toBe(vector.action);
      }
      expect(result.unlock ? result.pulseMs : undefined).toBe(vector.pulseMs);
    }
  });

  it('are good signatures to jose wherever the refusal is not about form or key', async () => {
    for (const { name, payload, valid, reason } of file.cases) {
      const opened = await openWithJose(payload);
      if (reason === 'bad_signature') expect(opened, name).toBeUndefined();
      const genuine = valid || !['malformed', 'unknown_key', 'bad_signature', 'retained'].includes(reason!);
      if (genuine) expect(opened, name).toMatchObject({ v: expect.any(Number) });
    }
  });
});

/** What was sent, without what was made of it here. */
function sent(opened: Result<object, string>): Record<string, unknown> {
  const { probes: _probes, ...message } = opened.ok ? (opened.value as Record<string, unknown>) : {};
  return message;
}

describe('observation vectors', () => {
  const file = load<VectorFile<Vector> & { topicDoor: string }>('observation.json');
  const ring = ringOf(file);
  const topicDoor = parseDoorAddress(file.topicDoor);

  it.each(file.cases)('$name', (vector) => {
    expect(outcome(openObservation(vector.payload, ring, { topicDoor }))).toBe(expected(vector));
  });

  it('mean the same to jose', async () => {
    for (const { payload } of file.cases.filter(({ valid }) => valid)) {
      const ours = openObservation(payload, ring, { topicDoor });
      expect(await openWithJose(payload)).toMatchObject(sent(ours));
    }
  });
});

describe('sealed observation vectors', () => {
  const file = load<VectorFile<Vector> & { topicDoor: string; sealingKeys: string[] }>('sealed.json');
  const ring = ringOf(file);
  const topicDoor = parseDoorAddress(file.topicDoor);
  const opener = new SealOpener({
    keys: file.sealingKeys.map((name) => readSealingKey(keys[name]!.privateJwk)),
  });

  it.each(file.cases)('$name', (vector) => {
    for (const payload of [vector.payload, Buffer.from(vector.payload)]) {
      expect(outcome(openObservation(payload, ring, { topicDoor, opener }))).toBe(expected(vector));
    }
  });

  /** `undefined` where jose finds no key, or the content does not authenticate. */
  async function unsealWithJose(compact: string): Promise<string | undefined> {
    try {
      const { plaintext } = await compactDecrypt(compact, async ({ kid }) => {
        const name = file.sealingKeys.find((candidate) => keys[candidate]!.publicJwk.kid === kid);
        if (!name) throw new Error('unknown kid');
        return importJWK(keys[name]!.privateJwk, 'ECDH-ES');
      });
      return new TextDecoder().decode(plaintext);
    } catch {
      return undefined;
    }
  }

  it('open with jose to the same signed observation', async () => {
    for (const { name, payload } of file.cases.filter(({ valid }) => valid)) {
      const ours = openObservation(payload, ring, { topicDoor, opener });
      const signed = await unsealWithJose(payload);
      expect(await openWithJose(signed!), name).toMatchObject(sent(ours));
    }
  });

  it('open with jose neither where the seal is broken or is to somebody else', async () => {
    const broken = file.cases.filter(
      ({ reason }) => reason === 'unsealable' || reason === 'unknown_sealing_key',
    );
    for (const { name, payload } of broken) expect(await unsealWithJose(payload), name).toBeUndefined();
  });
});

describe.each([
  ['session.json', openObservation],
  ['sealed-ack.json', openAck],
] as const)('%s', (name, open) => {
  const file = load<VectorFile<Vector> & { topicDoor: string; sealingKeys: string[] }>(name);
  const ring = ringOf(file);
  const topicDoor = parseDoorAddress(file.topicDoor);
  const privateKeys = file.sealingKeys.map((key) => readSealingKey(keys[key]!.privateJwk));

  it.each(file.cases)('$name', (vector) => {
    const opener = new SealOpener({ keys: privateKeys });
    // A second time, since a session that is known is not verified again.
    for (const payload of [vector.payload, Buffer.from(vector.payload)]) {
      expect(outcome(open(payload, ring, { topicDoor, topicEdge: topicDoor, opener }))).toBe(
        expected(vector),
      );
    }
  });

  it('open with jose, and so does the session, to what was said', async () => {
    for (const { payload } of file.cases.filter(({ valid }) => valid)) {
      const ours = open(payload, ring, {
        topicDoor,
        topicEdge: topicDoor,
        opener: new SealOpener({ keys: privateKeys }),
      });
      const sealing = await importJWK({ ...privateKeys[0]!.privateJwk }, 'ECDH-ES');
      const { plaintext, protectedHeader } = await compactDecrypt(payload, sealing);
      expect(JSON.parse(new TextDecoder().decode(plaintext))).toMatchObject(sent(ours));
      expect(await openWithJose(protectedHeader.session as string)).toMatchObject({ edge: 'hq/main/lobby' });
    }
  });
});

const TOPIC_EDGE = parseEdgeAddress('hq/main/lobby');

describe('acknowledgement vectors', () => {
  const file = load<VectorFile<Vector>>('ack.json');
  const ring = ringOf(file);
  it.each(file.cases)('$name', (vector) => {
    expect(outcome(openAck(vector.payload, ring, { topicEdge: TOPIC_EDGE }))).toBe(expected(vector));
  });
});

describe.each([
  ['config.json', openEdgeConfig],
  ['revoke.json', openRevocation],
] as const)('%s', (name, open) => {
  const file = load<VectorFile<Vector> & { reader: { edge: string; lastVersion: number; nowMs: number } }>(
    name,
  );
  const reader = { ...file.reader, edge: parseEdgeAddress(file.reader.edge) };
  const ring = ringOf(file);
  it.each(file.cases)('$name', (vector) => {
    expect(outcome(open(vector.payload, ring, reader))).toBe(expected(vector));
  });

  it('gives jose the same payload', async () => {
    for (const { payload } of file.cases.filter(({ valid }) => valid)) {
      expect(await openWithJose(payload)).toMatchObject({ edge: file.reader.edge });
    }
  });
});

describe.each([
  ['state.json', parseEdgeState],
  ['status.json', parseDoorStatus],
  ['event.json', parseDoorEvent],
] as const)('%s', (name, parse) => {
  it.each(load<VectorFile<Vector>>(name).cases)('$name', (vector) => {
    expect(outcome(parse(vector.payload))).toBe(expected(vector));
    expect(outcome(parse(Buffer.from(vector.payload)))).toBe(expected(vector));
  });
});

describe('embedding vectors', () => {
  const { cases } = load<VectorFile<Vector & { text: string; values?: number[] }>>('embedding.json');
  it.each(cases)('$name', ({ valid, text, values }) => {
    if (!valid) return expect(() => decodeEmbedding(text)).toThrow(ProtocolError);
    expect([...decodeEmbedding(text, values!.length)]).toEqual(values);
    return expect(encodeEmbedding(Float32Array.from(values!))).toBe(text);
  });
});

describe('topic vectors', () => {
  const { cases } = load<VectorFile<Vector & { topic: string; parsed: object | null }>>('topics.json');
  it.each(cases)('"$topic"', ({ topic, parsed }) => {
    expect(parseTopic(topic) ?? null).toEqual(parsed);
  });

  it('are written by the builders as they are read', () => {
    const door = parseDoorAddress('hq/main/lobby/front');
    const { edgeState, config, revoke, doorStatus, observe, command, ack, event } = topics;
    const written = [edgeState, config, revoke, doorStatus, observe, command, ack, event].map((topic) =>
      topic(door),
    );
    expect(written).toEqual(cases.filter(({ valid }) => valid).map(({ topic }) => topic));
    expect(formatDoor(door)).toBe('hq/main/lobby/front');
  });
});
