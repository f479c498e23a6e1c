import {
  CompactSign,
  calculateJwkThumbprint,
  compactVerify,
  exportJWK,
  generateKeyPair,
  importJWK,
} from 'jose';
import { describe, expect, it } from 'vitest';
import { type CommandInput, signCommand, verifyCommand } from './command.ts';
import { importSigner, JWS_TYPES } from './jws.ts';
import { importVerifier } from './key-ring.ts';
import { ProtocolError } from './protocol-error.ts';
import { generateSigningKey, readPublicKey } from './signing-key.ts';

const COMMAND: CommandInput = {
  v: 1,
  aud: 'hq/main/lobby/front',
  requestId: '0198c0de-0000-7000-8000-000000000001',
  nonce: 'AAECAwQFBgcICQoLDA0ODw',
  bootId: '0198c0de-0000-7000-8000-0000000000b0',
  action: 'deny',
  reason: 'no_grant',
  issuedAt: 1_000,
  expiresAt: 4_000,
  decisionId: '0198c0de-0000-7000-8000-0000000000d1',
  policyVersion: '1',
};

describe('signing keys', () => {
  it('are named by their RFC 7638 thumbprint', async () => {
    const { kid, publicJwk, privateJwk } = await generateSigningKey();
    expect(kid).toBe(await calculateJwkThumbprint(publicJwk));
    expect(publicJwk).not.toHaveProperty('d');
    expect(importSigner(privateJwk).kid).toBe(kid);
  });

  it('are refused when they are private, of another curve, or under a false name', async () => {
    const { privateJwk, publicJwk } = await generateSigningKey();
    const other = await generateSigningKey();
    const { publicKey: p256 } = await generateKeyPair('ES256', { extractable: true });
    expect(() => readPublicKey(privateJwk)).toThrow(/private key where a public one belongs/);
    expect(() => readPublicKey({ ...publicJwk, kid: other.kid })).toThrow(ProtocolError);
    expect(() => importSigner({ ...privateJwk, kid: other.kid })).toThrow(ProtocolError);
    expect(() => importSigner(publicJwk)).toThrow(ProtocolError);
    const ec = await exportJWK(p256);
    expect(() => importVerifier([ec])).toThrow(ProtocolError);
  });

  it('never appear in the message of an error', async () => {
    const { privateJwk } = await generateSigningKey();
    const bad = { ...privateJwk, crv: 'Ed448' };
    expect(() => importSigner(bad)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(privateJwk.d) }),
    );
  });
});

describe('signatures', () => {
  it('by us are read by jose', async () => {
    const { privateJwk, publicJwk, kid } = await generateSigningKey();
    const compact = signCommand(COMMAND, importSigner(privateJwk));
    const { payload, protectedHeader } = await compactVerify(compact, await importJWK(publicJwk, 'EdDSA'));
    expect(protectedHeader).toEqual({ alg: 'EdDSA', kid, typ: JWS_TYPES.command });
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(COMMAND);
  });

  it('by jose are read by us', async () => {
    const { privateJwk, publicJwk, kid } = await generateSigningKey();
    const compact = await new CompactSign(new TextEncoder().encode(JSON.stringify(COMMAND)))
      .setProtectedHeader({ alg: 'EdDSA', kid, typ: JWS_TYPES.command })
      .sign(await importJWK(privateJwk, 'EdDSA'));
    expect(verifyCommand(compact, importVerifier([publicJwk]))).toEqual({ ok: true, value: COMMAND });
  });

  it('are not made over what no reader would accept', async () => {
    const signer = importSigner((await generateSigningKey()).privateJwk);
    expect(() => signCommand({ ...COMMAND, expiresAt: 4_001 }, signer)).toThrow(/3000 ms/);
    expect(() => signCommand({ ...COMMAND, nonce: 'short' }, signer)).toThrow(ProtocolError);
    expect(() => signer.sign(JWS_TYPES.command, { filler: 'x'.repeat(4_096) })).toThrow(ProtocolError);
  });

  it('leave out members that the schema does not know', async () => {
    const { privateJwk, publicJwk } = await generateSigningKey();
    const named = { ...COMMAND, displayName: 'Ana Ruiz' };
    const compact = signCommand(named, importSigner(privateJwk));
    const { payload } = await compactVerify(compact, await importJWK(publicJwk, 'EdDSA'));
    expect(new TextDecoder().decode(payload)).not.toContain('Ana');
  });
});
