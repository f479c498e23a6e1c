import { beforeEach, describe, expect, it } from 'vitest';
import { type CommandInput, signCommand } from './command.ts';
import { CommandVerifier } from './command-verifier.ts';
import { importSigner, type Signer } from './jws.ts';
import { importVerifier, type KeyRing } from './key-ring.ts';
import { ProtocolError } from './protocol-error.ts';
import { generateSigningKey, type SigningKey } from './signing-key.ts';

const DOOR = 'hq/main/lobby/front';
const REQUEST_ID = '0198c0de-0000-7000-8000-000000000001';

describe('CommandVerifier', () => {
  let key: SigningKey;
  let signer: Signer;
  let keys: KeyRing;
  let nowMs: number;
  const clock = { monotonicMs: () => nowMs };

  beforeEach(async () => {
    key = await generateSigningKey();
    signer = importSigner(key.privateJwk);
    keys = importVerifier([key.publicJwk]);
    nowMs = 5_000;
  });

  function answer(challenge: { nonce: string; bootId: string }, change: Partial<CommandInput> = {}) {
    const command = {
      v: 1,
      aud: DOOR,
      requestId: REQUEST_ID,
      ...challenge,
      action: 'unlock',
      reason: 'granted',
      issuedAt: 1_000,
      expiresAt: 4_000,
      pulseMs: 3_000,
      decisionId: '0198c0de-0000-7000-8000-0000000000d1',
      policyVersion: '1',
      ...change,
    } as CommandInput;
    return { payload: Buffer.from(signCommand(command, signer)), retain: false };
  }

  function createVerifier(maxOutstanding?: number) {
    return new CommandVerifier(
      { door: DOOR, keys, ...(maxOutstanding === undefined ? {} : { maxOutstanding }) },
      { clock },
    );
  }

  it('accepts the answer to its challenge', () => {
    const verifier = createVerifier();
    const packet = answer(verifier.issueChallenge({ requestId: REQUEST_ID }));
    expect(verifier.verify(packet)).toMatchObject({
      accepted: true,
      command: { action: 'unlock', pulseMs: 3_000 },
    });
  });

  it('accepts an answer once, and nothing else for the same challenge afterwards', () => {
    const verifier = createVerifier();
    const challenge = verifier.issueChallenge({ requestId: REQUEST_ID });
    const deny = answer(challenge, { action: 'deny', reason: 'no_grant', pulseMs: undefined } as never);
    expect(verifier.verify(deny)).toMatchObject({ accepted: true, command: { action: 'deny' } });
    const refusal = { accepted: false, reason: 'nonce_used', requestId: REQUEST_ID };
    expect(verifier.verify(deny)).toMatchObject(refusal);
    expect(verifier.verify(answer(challenge))).toMatchObject(refusal);
  });

  it('is not used up by a command it refuses', () => {
    const verifier = createVerifier();
    const challenge = verifier.issueChallenge({ requestId: REQUEST_ID });
    const packet = answer(challenge);
    expect(verifier.verify({ ...packet, retain: true })).toMatchObject({ reason: 'retained' });
    expect(verifier.verify(answer(challenge, { aud: 'hq/main/lobby/back' }))).toMatchObject({
      reason: 'wrong_door',
    });
    expect(verifier.verify({ ...packet, payload: packet.payload.subarray(1) })).toMatchObject({
      reason: 'malformed',
    });
    expect(verifier.verify(packet)).toMatchObject({ accepted: true });
  });

  it('refuses at the end of the time of the challenge, not of the default', () => {
    const verifier = createVerifier();
    const packet = answer(verifier.issueChallenge({ requestId: REQUEST_ID, ttlMs: 500 }));
    nowMs += 500;
    expect(verifier.verify(packet)).toMatchObject({ accepted: false, reason: 'expired' });
    nowMs -= 1;
    expect(verifier.verify(packet)).toMatchObject({ accepted: true });
  });

  it('refuses the answer to a challenge from before a restart', () => {
    const packet = answer(createVerifier().issueChallenge({ requestId: REQUEST_ID }));
    expect(createVerifier().verify(packet)).toMatchObject({ accepted: false, reason: 'wrong_boot' });
  });

  it('refuses a challenge of another door of the same edge and boot', () => {
    const lobby = createVerifier();
    const garage = new CommandVerifier({ door: 'hq/main/lobby/back', keys, bootId: lobby.bootId }, { clock });
    const packet = answer(garage.issueChallenge({ requestId: REQUEST_ID }));
    expect(lobby.verify(packet)).toMatchObject({ accepted: false, reason: 'unknown_nonce' });
  });

  it('forgets the oldest challenge when it holds too many, and then refuses its answer', () => {
    const verifier = createVerifier(2);
    const [first, second] = [1, 2, 3].map(() => verifier.issueChallenge({ requestId: REQUEST_ID }));
    expect(verifier.size).toBe(2);
    expect(verifier.verify(answer(first!))).toMatchObject({ accepted: false, reason: 'unknown_nonce' });
    expect(verifier.verify(answer(second!))).toMatchObject({ accepted: true });
    expect(verifier.size).toBe(2);
  });

  it('never gives out a nonce twice', () => {
    const verifier = createVerifier();
    const nonces = Array.from(
      { length: 500 },
      () => verifier.issueChallenge({ requestId: REQUEST_ID }).nonce,
    );
    expect(new Set(nonces).size).toBe(500);
  });

  it('obeys a revocation at once, for challenges already out', () => {
    const verifier = createVerifier();
    const packet = answer(verifier.issueChallenge({ requestId: REQUEST_ID }));
    verifier.useKeys(importVerifier([key.publicJwk], { revokedKids: [key.kid] }));
    expect(verifier.verify(packet)).toMatchObject({ accepted: false, reason: 'revoked_key' });
  });

  it('refuses when its clock gives no number', () => {
    const verifier = createVerifier();
    const packet = answer(verifier.issueChallenge({ requestId: REQUEST_ID }));
    nowMs = Number.NaN;
    expect(verifier.verify(packet)).toMatchObject({ accepted: false, reason: 'expired' });
  });

  it('does not tell the request of a command whose signature is bad', () => {
    const verifier = createVerifier();
    const packet = answer(verifier.issueChallenge({ requestId: REQUEST_ID }));
    const tampered = Buffer.from(packet.payload);
    tampered[packet.payload.length - 10]! ^= 1;
    expect(verifier.verify({ payload: tampered, retain: false })).not.toHaveProperty('requestId');
  });

  it.each([
    ['a time to live of zero', { requestId: REQUEST_ID, ttlMs: 0 }],
    ['a time to live above 10 s', { requestId: REQUEST_ID, ttlMs: 10_001 }],
    ['a time to live that is no number', { requestId: REQUEST_ID, ttlMs: Number.NaN }],
    ['a request id that is no UUID', { requestId: 'r1' }],
  ])('refuses to make a challenge with %s', (_name, request) => {
    expect(() => createVerifier().issueChallenge(request)).toThrow(ProtocolError);
  });

  it('refuses to be made for something that is no door, or with no room', () => {
    expect(() => new CommandVerifier({ door: 'hq/main/lobby', keys })).toThrow(ProtocolError);
    expect(() => createVerifier(0)).toThrow(ProtocolError);
  });
});
