import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { type Clock, systemClock } from '@portero/runtime';
import type { JWK } from 'jose';
import { deriveContentKey, importX25519PublicKey } from './content-key.ts';
import { encryptJwe, IV_BYTES, MAX_SEALED_BYTES } from './jwe.ts';
import { type SealedKind, writeSealHeader } from './jwe-header.ts';
import { okpKeyInvalid } from './okp-key.ts';
import { ProtocolError } from './protocol-error.ts';
import { type PublicSealingJwk, readPublicSealingKey } from './sealing-key.ts';

export interface EdgeSealerOptions {
  /** The installation's sealing key. @defaultValue none is known yet */
  readonly sealingKey?: JWK | undefined;
  /** How long one ephemeral key is used, ms. @defaultValue 3600000, one hour */
  readonly renewAfterMs?: number;
  /**
   * Messages under one ephemeral key. With random 96-bit IVs the chance that two of 2^20 are alike is below 2^-57;
   * NIST SP 800-38D, section 8.3 would allow 2^32.
   * @defaultValue 1048576
   */
  readonly maxMessages?: number;
}

/** What a session is signed for: the sealing key's thumbprint, and the ephemeral key. */
export interface SealKeys {
  readonly sealTo: string;
  readonly epk: string;
}

interface SealSession {
  readonly keys: SealKeys;
  /** By what they are of: each is the same for the whole session, so that its reader knows it again. */
  readonly headers: Map<string, string>;
  readonly contentKey: KeyObject;
  readonly startedAtMs: number;
  messages: number;
}

/**
 * The edge's side of the seal, shared by all its doors. One ephemeral key serves for an hour, so that the coordinator
 * agrees on a key once an hour and not for each message.
 *
 * Invariants:
 * 1. Once a sealing key is known nothing leaves unsealed any more: a key can be replaced, never taken away.
 * 2. An ephemeral private key lives only inside the derivation; what is kept is the derived key, in memory.
 * 3. One derived key sees at most `maxMessages` random IVs. Random and not counted: a machine that is copied while it
 *    runs would count the same numbers twice.
 */
export class EdgeSealer {
  readonly #renewAfterMs: number;
  readonly #maxMessages: number;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  #recipient: { readonly jwk: PublicSealingJwk; readonly key: KeyObject } | undefined;
  #session: SealSession | undefined;

  /** @throws {ProtocolError} `KEY_INVALID` */
  constructor(
    options: EdgeSealerOptions = {},
    { clock = systemClock }: { clock?: Pick<Clock, 'monotonicMs'> } = {},
  ) {
    this.#renewAfterMs = options.renewAfterMs ?? 3_600_000;
    this.#maxMessages = options.maxMessages ?? 2 ** 20;
    this.#clock = clock;
    if (options.sealingKey !== undefined) this.useKey(options.sealingKey);
  }

  /** Of the key that the next observation is sealed to. */
  get kid(): string | undefined {
    return this.#recipient?.jwk.kid;
  }

  /**
   * Takes another sealing key from now on.
   * @throws {ProtocolError} `KEY_INVALID`, and the earlier key stays
   */
  useKey(sealingKey: JWK): void {
    const jwk = readPublicSealingKey(sealingKey);
    if (jwk.kid === this.kid) return;
    const recipient = { jwk, key: importX25519PublicKey(jwk.x) };
    this.#session = this.#begin(recipient);
    this.#recipient = recipient;
  }

  /** Seals an observation that is signed; as it is while no sealing key is known. */
  seal(jws: string): string {
    if (!this.#recipient) return jws;
    const session = this.#current(this.#recipient);
    return this.#encrypt(session, 'signed', jws, ({ sealTo: kid, epk }) =>
      writeSealHeader({ kind: 'observation', kid, epk }),
    );
  }

  /**
   * Seals a message that is not signed, and says who speaks for it.
   * @param sign signs the session; asked once a session and kind
   * @returns undefined while no sealing key is known
   * @throws {ProtocolError} `MESSAGE_INVALID` if the result is longer than a reader accepts
   */
  sealInSession(kind: SealedKind, message: object, sign: (keys: SealKeys) => string): string | undefined {
    if (!this.#recipient) return undefined;
    const session = this.#current(this.#recipient);
    const sealed = this.#encrypt(session, kind, JSON.stringify(message), (keys) =>
      writeSealHeader({ kind, kid: keys.sealTo, epk: keys.epk, session: sign(keys) }),
    );
    if (sealed.length <= MAX_SEALED_BYTES[kind]) return sealed;
    throw new ProtocolError(
      'MESSAGE_INVALID',
      `The sealed ${kind} takes ${sealed.length} bytes and readers accept ${MAX_SEALED_BYTES[kind]}. Send less in it.`,
    );
  }

  #encrypt(
    session: SealSession,
    of: string,
    content: string,
    writeHeader: (keys: SealKeys) => string,
  ): string {
    const headerText = session.headers.get(of) ?? writeHeader(session.keys);
    session.headers.set(of, headerText);
    session.messages++;
    return encryptJwe(headerText, session.contentKey, randomBytes(IV_BYTES), content);
  }

  #current(recipient: { jwk: PublicSealingJwk; key: KeyObject }): SealSession {
    const session = this.#session;
    const ageMs = this.#clock.monotonicMs() - (session?.startedAtMs ?? 0);
    // Written so that a clock that is not a number renews.
    if (session && session.messages < this.#maxMessages && ageMs >= 0 && ageMs < this.#renewAfterMs)
      return session;
    this.#session = this.#begin(recipient);
    return this.#session;
  }

  #begin({ jwk, key }: { jwk: PublicSealingJwk; key: KeyObject }): SealSession {
    const { privateKey, publicKey } = generateKeyPairSync('x25519');
    const contentKey = deriveContentKey(privateKey, key);
    if (!contentKey) throw okpKeyInvalid('X25519', 'public', 'it is a point of small order');
    const keys = { sealTo: jwk.kid, epk: publicKey.export({ format: 'jwk' }).x! };
    return { keys, headers: new Map(), contentKey, startedAtMs: this.#clock.monotonicMs(), messages: 0 };
  }
}
