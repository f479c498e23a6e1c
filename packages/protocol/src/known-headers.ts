import type { KeyObject } from 'node:crypto';
import type { Clock } from '@portero/runtime';
import type { SealHeader } from './jwe-header.ts';
import type { ProvedSession } from './session.ts';

export interface KnownHeadersOptions {
  /** Edges remembered; the one heard least recently is forgotten. */
  readonly maxEdges: number;
  /** Headers of one edge: of observations and acknowledgements, under the key in use and those it renewed lately. */
  readonly maxHeadersPerEdge: number;
  /** From the derivation on. */
  readonly lifeMs: number;
}

/** A header of seals that has been seen before, and what it comes to. */
export interface KnownHeader {
  readonly header: SealHeader;
  readonly contentKey: KeyObject;
  /** The session in it, once its signature was good. */
  readonly proved?: ProvedSession | undefined;
}

interface Entry extends KnownHeader {
  readonly derivedAtMs: number;
}

/**
 * The headers, and with them the content keys, that edges are using, by edge and the header's bytes. Forgetting one costs an agreement
 * and a signature (0.2 ms).
 *
 * Invariants: memory is at most `maxEdges` × `maxHeadersPerEdge` keys; an edge can push out its own keys only; a key
 * older than `lifeMs` is not used again.
 */
export class KnownHeaders {
  readonly #options: KnownHeadersOptions;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #edges = new Map<string, Map<string, Entry>>();

  constructor(options: KnownHeadersOptions, { clock }: { clock: Pick<Clock, 'monotonicMs'> }) {
    this.#options = options;
    this.#clock = clock;
  }

  get size(): number {
    let size = 0;
    for (const headers of this.#edges.values()) size += headers.size;
    return size;
  }

  find(edge: string, headerText: string): KnownHeader | undefined {
    const entry = this.#edges.get(edge)?.get(headerText);
    if (!entry || !(this.#clock.monotonicMs() - entry.derivedAtMs < this.#options.lifeMs)) return undefined;
    return entry;
  }

  /** Notes that this key was used just now, for the first time or again. */
  use(edge: string, headerText: string, { header, contentKey, proved }: KnownHeader): void {
    const headers = this.#edges.get(edge) ?? new Map<string, Entry>();
    const known = headers.get(headerText);
    const entry =
      known?.contentKey === contentKey
        ? known
        : { header, contentKey, proved, derivedAtMs: this.#clock.monotonicMs() };
    moveToEnd(headers, headerText, entry, this.#options.maxHeadersPerEdge);
    moveToEnd(this.#edges, edge, headers, this.#options.maxEdges);
  }

  clear(): void {
    this.#edges.clear();
  }
}

/** A map keeps the order of insertion: its first entry is the one used least recently. */
function moveToEnd<Value>(map: Map<string, Value>, key: string, value: Value, maxEntries: number): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next().value;
  if (map.size > maxEntries && oldest !== undefined) map.delete(oldest);
}
