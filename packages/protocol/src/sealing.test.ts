import fc from 'fast-check';
import { CompactEncrypt, compactDecrypt, importJWK } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { EdgeSealer, type EdgeSealerOptions } from './edge-sealer.ts';
import { JWE_TYPES, readSealHeader } from './jwe-header.ts';
import { ProtocolError } from './protocol-error.ts';
import { SealOpener, type SealOpenerOptions } from './seal-opener.ts';
import { generateSealingKey, readPublicSealingKey, readSealingKey, type SealingKey } from './sealing-key.ts';

const EDGE = 'hq/main/lobby';
const FROM_EDGE = { edge: EDGE, kind: 'observation' } as const;
const HOUR_MS = 3_600_000;
const JWS = 'header.payload.signature';

let now: number;
let key: SealingKey;
const clock = { monotonicMs: () => now };

beforeEach(() => {
  now = 5_000;
  key = generateSealingKey();
});

function sealer(options: EdgeSealerOptions = {}) {
  return new EdgeSealer({ sealingKey: key.publicJwk, ...options }, { clock });
}

function opener(options: Partial<SealOpenerOptions> = {}) {
  return new SealOpener({ keys: [key], ...options }, { clock });
}

/** Opens and, as after a good signature, confirms. */
function openAndConfirm(by: SealOpener, sealed: string, edge = EDGE): string {
  const result = by.open(sealed, { edge, kind: 'observation' });
  if (!result.ok) return result.reason;
  result.value.confirm();
  return Buffer.from(result.value.content as Uint8Array).toString();
}

function epkOf(sealed: string): string {
  const header = readSealHeader(sealed.split('.')[0]!, 'observation');
  return header.ok ? header.value.epk : header.reason;
}

describe('a seal', () => {
  it('comes off with the private key, and with jose', async () => {
    const sealed = sealer().seal(JWS);
    expect(openAndConfirm(opener(), sealed)).toBe(JWS);
    const { plaintext, protectedHeader } = await compactDecrypt(
      sealed,
      await importJWK({ ...key.privateJwk }, 'ECDH-ES'),
    );
    expect(new TextDecoder().decode(plaintext)).toBe(JWS);
    expect(protectedHeader).toMatchObject({ alg: 'ECDH-ES', enc: 'A256GCM', kid: key.kid, v: 1 });
  });

  it('that jose put on comes off', async () => {
    const sealed = await new CompactEncrypt(Buffer.from(JWS))
      .setProtectedHeader({
        ...{ alg: 'ECDH-ES', enc: 'A256GCM', kid: key.kid, typ: JWE_TYPES.observation },
        ...{ cty: 'portero-observation+jws', v: 1 },
      })
      .encrypt(await importJWK({ ...key.publicJwk }, 'ECDH-ES'));
    expect(openAndConfirm(opener(), sealed)).toBe(JWS);
  });

  it('shows nothing of what is inside', () => {
    const secret = 'a card token, an embedding';
    const sealed = sealer().seal(secret);
    expect(sealed).not.toContain(secret);
    for (const part of sealed.split('.')) expect(Buffer.from(part, 'base64url').includes(secret)).toBe(false);
  });

  it('never repeats an IV', () => {
    const by = sealer();
    const ivs = Array.from({ length: 2_000 }, () => by.seal('').split('.')[2]);
    expect(new Set(ivs).size).toBe(ivs.length);
  });

  it('does not come off with any single bit of it changed', () => {
    const sealed = Buffer.from(sealer().seal(JWS));
    const by = opener();
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        const changed = Buffer.from(sealed);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        const result = by.open(changed, FROM_EDGE);
        return !result.ok && typeof result.reason === 'string';
      }),
      { numRuns: 2_000 },
    );
  });

  it('is refused with a reason, whatever the network sends', () => {
    const by = opener({ acceptUnsealed: true });
    const part = fc.oneof(
      fc.base64String(),
      fc.json({ maxDepth: 1 }).map((json) => Buffer.from(json).toString('base64url')),
    );
    const shaped = fc.array(part, { minLength: 4, maxLength: 6 }).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(fc.oneof(shaped, fc.uint8Array({ maxLength: 500 })), (payload) => {
        const result = by.open(payload, FROM_EDGE);
        return result.ok || typeof result.reason === 'string';
      }),
      { numRuns: 500 },
    );
  });
});

describe('the edge', () => {
  it('uses one ephemeral key for an hour, then another', () => {
    const by = sealer();
    const first = epkOf(by.seal(JWS));
    now += HOUR_MS - 1;
    expect(epkOf(by.seal(JWS))).toBe(first);
    now += 1;
    expect(epkOf(by.seal(JWS))).not.toBe(first);
  });

  it('renews its ephemeral key after so many messages', () => {
    const by = sealer({ maxMessages: 3 });
    const keys = Array.from({ length: 7 }, () => epkOf(by.seal(JWS)));
    expect(keys.map((epk) => keys.indexOf(epk))).toEqual([0, 0, 0, 3, 3, 3, 6]);
  });

  it('sends unsealed only as long as it knows no sealing key', () => {
    const by = new EdgeSealer();
    expect(by.seal(JWS)).toBe(JWS);
    by.useKey(key.publicJwk);
    expect(openAndConfirm(opener(), by.seal(JWS))).toBe(JWS);
  });

  it('takes another sealing key at once', () => {
    const by = sealer();
    const next = generateSealingKey();
    by.useKey(next.publicJwk);
    expect(openAndConfirm(opener(), by.seal(JWS))).toBe('unknown_sealing_key');
    expect(openAndConfirm(opener({ keys: [next] }), by.seal(JWS))).toBe(JWS);
  });

  it('keeps its sealing key when another is not usable', () => {
    const by = sealer();
    const smallOrder = Buffer.alloc(32).toString('base64url');
    const useless = [
      { ...key.publicJwk, x: smallOrder },
      { ...key.publicJwk, kid: generateSealingKey().kid },
      key.privateJwk,
    ];
    for (const jwk of useless) expect(() => by.useKey(jwk)).toThrow(ProtocolError);
    expect(openAndConfirm(opener(), by.seal(JWS))).toBe(JWS);
  });

  it('does not seal to a point of small order, which everybody could open', () => {
    const x = Buffer.from([1, ...new Array<number>(31).fill(0)]).toString('base64url');
    // The thumbprint of that value, so that nothing else is wrong with it.
    const kid = 'HLIXMGpkV8DHpHoip6av89dArge-bUHorSbnkr_bO4s';
    expect(() => new EdgeSealer({ sealingKey: { kty: 'OKP', crv: 'X25519', x, kid } })).toThrow(
      /small order/,
    );
  });
});

describe('the coordinator', () => {
  it('opens with each of its keys, and no longer once one is taken away', () => {
    const before = sealer();
    const next = generateSealingKey();
    const by = opener({ keys: [next, key] });
    expect(openAndConfirm(by, before.seal(JWS))).toBe(JWS);
    by.useKeys([next]);
    expect(openAndConfirm(by, before.seal(JWS))).toBe('unknown_sealing_key');
    expect(by.size).toBe(0);
  });

  it('takes what is not sealed only when it is told to', () => {
    expect(openAndConfirm(opener(), JWS)).toBe('unsealed');
    expect(opener({ acceptUnsealed: true }).open(JWS, FROM_EDGE)).toMatchObject({
      ok: true,
      value: { content: JWS },
    });
  });

  it('derives a key once for an ephemeral key, and again when it is old', () => {
    const by = opener({ derivedKeyLifeMs: 2 * HOUR_MS });
    const edge = sealer({ renewAfterMs: 9 * HOUR_MS });
    for (let hour = 0; hour < 5; hour++) {
      expect(openAndConfirm(by, edge.seal(JWS))).toBe(JWS);
      expect(by.size).toBe(1);
      now += HOUR_MS;
    }
  });

  it('remembers a bounded number of ephemeral keys of one edge, and of edges', () => {
    const by = opener({ maxHeadersPerEdge: 4, maxEdges: 10 });
    for (let count = 0; count < 50; count++) openAndConfirm(by, sealer().seal(JWS));
    expect(by.size).toBe(4);
    for (let count = 0; count < 50; count++) openAndConfirm(by, sealer().seal(JWS), `hq/main/edge-${count}`);
    expect(by.size).toBe(10);
  });

  it('remembers nothing of a flood that nobody signed', () => {
    const by = opener();
    for (let count = 0; count < 50; count++) expect(by.open(sealer().seal(JWS), FROM_EDGE).ok).toBe(true);
    expect(by.size).toBe(0);
  });
});

describe('sealing keys', () => {
  it('come back from their own file', () => {
    expect(readSealingKey({ ...key.privateJwk })).toEqual(key);
    expect(readPublicSealingKey(key.publicJwk)).toEqual(key.publicJwk);
  });

  it('of another curve, or with the kid of another, are turned down without being quoted', () => {
    const secret = key.privateJwk.d;
    for (const change of [{ crv: 'Ed25519' }, { kid: generateSealingKey().kid }, { d: `${secret}AA` }]) {
      const read = () => readSealingKey({ ...key.privateJwk, ...change });
      expect(read).toThrow(ProtocolError);
      expect(read).not.toThrow(secret);
    }
  });
});
