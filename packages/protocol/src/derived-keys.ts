import type { KeyObject } from 'node:crypto';
import type { Clock } from '@portero/runtime';

export interface DerivedKeysOptions {
  /** Edges remembered; the one heard least recently is forgotten. */
  readonly maxEdges: number;
  /** Derived keys of one edge: the one in use, and those it renewed lately. */
  readonly maxKeysPerEdge: number;
  /** From the derivation on. */
  readonly lifeMs: number;
}

interface Entry {
  readonly key: KeyObject;
  readonly derivedAtMs: number;
}

/**
 * The content keys that edges are using, by edge and ephemeral key. Forgetting one costs an agreement (0.1 ms).
 *
 * Invariants: memory is at most `maxEdges` × `maxKeysPerEdge` keys; an edge can push out its own keys only; a key
 * older than `lifeMs` is not used again.
 */
export class DerivedKeys {
  readonly #options: DerivedKeysOptions;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #edges = new Map<string, Map<string, Entry>>();

  constructor(options: DerivedKeysOptions, { clock }: { clock: Pick<Clock, 'monotonicMs'> }) {
    this.#options = options;
    this.#clock = clock;
  }

  get size(): number {
    let size = 0;
    for (const keys of this.#edges.values()) size += keys.size;
    return size;
  }

  find(edge: string, id: string): KeyObject | undefined {
    const entry = this.#edges.get(edge)?.get(id);
    if (!entry || !(this.#clock.monotonicMs() - entry.derivedAtMs < this.#options.lifeMs)) return undefined;
    return entry.key;
  }

  /** Notes that this key was used just now, for the first time or again. */
  use(edge: string, id: string, key: KeyObject): void {
    const keys = this.#edges.get(edge) ?? new Map<string, Entry>();
    const known = keys.get(id);
    const entry = known?.key === key ? known : { key, derivedAtMs: this.#clock.monotonicMs() };
    moveToEnd(keys, id, entry, this.#options.maxKeysPerEdge);
    moveToEnd(this.#edges, edge, keys, this.#options.maxEdges);
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
