import { createPrivateKey, type KeyObject } from 'node:crypto';
import { type Clock, systemClock } from '@portero/runtime';
import { deriveContentKey, importX25519PublicKey } from './content-key.ts';
import { DerivedKeys } from './derived-keys.ts';
import { decryptJwe, parseJwe, type UnopenedJwe } from './jwe.ts';
import { opened, type Result, refused } from './result.ts';
import type { ObservationOpener, OpenedSeal, SealRefusal } from './sealing.ts';
import type { SealingKey } from './sealing-key.ts';

export interface SealOpenerOptions {
  /** Every key that still opens: the one in use, the next, and those replaced lately. */
  readonly keys: readonly Pick<SealingKey, 'kid' | 'privateJwk'>[];
  /** Whether an observation without a seal is taken as well. @defaultValue false */
  readonly acceptUnsealed?: boolean;
  /** @defaultValue 1024 */
  readonly maxEdges?: number;
  /** @defaultValue 4 */
  readonly maxKeysPerEdge?: number;
  /** How long a derived key is kept; edges renew theirs each hour. @defaultValue 7200000 */
  readonly derivedKeyLifeMs?: number;
}

/** Between the parts of a compact serialization: two in a JWS, four in a JWE. */
const DOT = '.'.charCodeAt(0);

/**
 * The coordinator's side of the seal: opens what an {@link EdgeSealer} sealed.
 *
 * Everybody who has the public key can seal something, so a derived key is kept only when `confirm` says that the
 * signature inside was the edge's: a flood of ephemeral keys costs its sender's time and ours, and pushes nothing out.
 */
export class SealOpener implements ObservationOpener {
  readonly #acceptUnsealed: boolean;
  readonly #derived: DerivedKeys;
  #keys = new Map<string, KeyObject>();

  constructor(
    options: SealOpenerOptions,
    { clock = systemClock }: { clock?: Pick<Clock, 'monotonicMs'> } = {},
  ) {
    const {
      acceptUnsealed = false,
      maxEdges = 1_024,
      maxKeysPerEdge = 4,
      derivedKeyLifeMs = 7_200_000,
    } = options;
    this.#acceptUnsealed = acceptUnsealed;
    this.#derived = new DerivedKeys({ maxEdges, maxKeysPerEdge, lifeMs: derivedKeyLifeMs }, { clock });
    this.useKeys(options.keys);
  }

  /** Derived keys remembered now. */
  get size(): number {
    return this.#derived.size;
  }

  /** Replaces the keys that open, after a rotation. Nothing derived from an earlier one is used again. */
  useKeys(keys: SealOpenerOptions['keys']): void {
    this.#keys = new Map(
      keys.map(({ kid, privateJwk: { kty, crv, x, d } }) => [
        kid,
        createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' }),
      ]),
    );
    this.#derived.clear();
  }

  open(payload: string | Uint8Array, edge: string): Result<OpenedSeal, SealRefusal> {
    if (dotsIn(payload) === 2) {
      if (!this.#acceptUnsealed) return refused('unsealed', 'a signed observation without its seal');
      return opened({ jws: payload, confirm: () => {} });
    }
    const parsed = parseJwe(payload);
    return parsed.ok ? this.#decrypt(parsed.value, edge) : parsed;
  }

  #decrypt(jwe: UnopenedJwe, edge: string): Result<OpenedSeal, SealRefusal> {
    const privateKey = this.#keys.get(jwe.kid);
    if (!privateKey) return refused('unknown_sealing_key', 'kid is none of ours');
    const id = `${jwe.kid} ${jwe.epk}`;
    const contentKey =
      this.#derived.find(edge, id) ?? deriveContentKey(privateKey, importX25519PublicKey(jwe.epk));
    if (!contentKey) return refused('unsealable', 'epk is a point of small order');
    const jws = decryptJwe(jwe, contentKey);
    if (!jws) return refused('unsealable', 'the tag does not fit');
    return opened({ jws, confirm: () => this.#derived.use(edge, id, contentKey) });
  }
}

/** Counts to three: more is told apart by the parser. */
function dotsIn(payload: string | Uint8Array): number {
  let dots = 0;
  for (let at = nextDot(payload, 0); at >= 0 && dots < 3; at = nextDot(payload, at + 1)) dots++;
  return dots;
}

function nextDot(payload: string | Uint8Array, from: number): number {
  return typeof payload === 'string' ? payload.indexOf('.', from) : payload.indexOf(DOT, from);
}
