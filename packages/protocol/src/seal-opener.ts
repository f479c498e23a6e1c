import { createPrivateKey, type KeyObject } from 'node:crypto';
import { type Clock, systemClock } from '@portero/runtime';
import { deriveContentKey, importX25519PublicKey } from './content-key.ts';
import { decryptJwe, splitJwe } from './jwe.ts';
import { readSealHeader, type SealedKind } from './jwe-header.ts';
import { type KnownHeader, KnownHeaders } from './known-headers.ts';
import { opened, type Result, refused } from './result.ts';
import type { EdgeMessageOpener, OpenedSeal, SealRefusal } from './sealing.ts';
import type { SealingKey } from './sealing-key.ts';

export interface SealOpenerOptions {
  /** Every key that still opens: the one in use, the next, and those replaced lately. */
  readonly keys: readonly Pick<SealingKey, 'kid' | 'privateJwk'>[];
  /** Whether an observation without a seal is taken as well. @defaultValue false */
  readonly acceptUnsealed?: boolean;
  /** @defaultValue 1024 */
  readonly maxEdges?: number;
  /** Two for each ephemeral key, of observations and of acknowledgements. @defaultValue 8 */
  readonly maxHeadersPerEdge?: number;
  /** How long a derived key is kept; edges renew theirs each hour. @defaultValue 7200000 */
  readonly derivedKeyLifeMs?: number;
}

/** Between the parts of a compact serialization: two in a JWS, four in a JWE. */
const DOT = '.'.charCodeAt(0);

/**
 * The coordinator's side of the seal: opens what an {@link EdgeSealer} sealed.
 *
 * Everybody who has the public key can seal something, so a derived key is kept only when `confirm` says that the
 * signature, inside or of its session, was the edge's: a flood of ephemeral keys costs its sender's time and ours, and pushes nothing out.
 */
export class SealOpener implements EdgeMessageOpener {
  readonly #acceptUnsealed: boolean;
  readonly #known: KnownHeaders;
  #keys = new Map<string, KeyObject>();

  constructor(
    options: SealOpenerOptions,
    { clock = systemClock }: { clock?: Pick<Clock, 'monotonicMs'> } = {},
  ) {
    const {
      acceptUnsealed = false,
      maxEdges = 1_024,
      maxHeadersPerEdge = 8,
      derivedKeyLifeMs = 7_200_000,
    } = options;
    this.#acceptUnsealed = acceptUnsealed;
    this.#known = new KnownHeaders({ maxEdges, maxHeadersPerEdge, lifeMs: derivedKeyLifeMs }, { clock });
    this.useKeys(options.keys);
  }

  /** Headers remembered now, each with its derived key. */
  get size(): number {
    return this.#known.size;
  }

  /** Replaces the keys that open, after a rotation. Nothing derived from an earlier one is used again. */
  useKeys(keys: SealOpenerOptions['keys']): void {
    this.#keys = new Map(
      keys.map(({ kid, privateJwk: { kty, crv, x, d } }) => [
        kid,
        createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' }),
      ]),
    );
    this.#known.clear();
  }

  open(
    payload: string | Uint8Array,
    { edge, kind }: { edge: string; kind: SealedKind },
  ): Result<OpenedSeal, SealRefusal> {
    if (dotsIn(payload) === 2) {
      // An acknowledgement tells nothing of a face: whoever signs it need not seal it.
      if (!this.#acceptUnsealed && kind === 'observation')
        return refused('unsealed', 'a signed observation without its seal');
      return opened({ content: payload, confirm: () => {} });
    }
    const jwe = splitJwe(payload, kind);
    if (!jwe.ok) return jwe;
    const { headerText } = jwe.value;
    const known = this.#headerOf(headerText, { edge, kind });
    if (!known.ok) return known;
    const { header, contentKey, proved: provedBefore } = known.value;
    const content = decryptJwe(jwe.value, contentKey);
    if (!content) return refused('unsealable', 'the tag does not fit');
    const { kid: sealTo, epk, session: jws } = header;
    return opened({
      content,
      ...(jws !== undefined && { session: { jws, sealTo, epk, proved: provedBefore } }),
      confirm: (proved = provedBefore) => this.#known.use(edge, headerText, { header, contentKey, proved }),
    });
  }

  #headerOf(
    headerText: string,
    { edge, kind }: { edge: string; kind: SealedKind },
  ): Result<KnownHeader, SealRefusal> {
    const known = this.#known.find(edge, headerText);
    if (known?.header.kind === kind) return opened(known);
    const header = readSealHeader(headerText, kind);
    if (!header.ok) return header;
    const privateKey = this.#keys.get(header.value.kid);
    if (!privateKey) return refused('unknown_sealing_key', 'kid is none of ours');
    const contentKey = deriveContentKey(privateKey, importX25519PublicKey(header.value.epk));
    if (!contentKey) return refused('unsealable', 'epk is a point of small order');
    return opened({ header: header.value, contentKey });
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
