import { type EdgeAddress, formatEdge, importVerifier, type KeyRing } from '@portero/protocol';
import type { Edge, Roster } from '@portero/roster';
import { type Clock, errorMessage, type Logger } from '@portero/runtime';
import { withDeadline } from './deadline.ts';

export interface EdgeDirectoryOptions {
  databaseTimeoutMs: number;
  /** Asked for again after this even if nothing said that it changed. @defaultValue 60000 */
  maxAgeMs?: number;
  /** Addresses remembered, those of nobody included. @defaultValue 4096 */
  maxEntries?: number;
}

export interface EdgeDirectoryDeps {
  places: Pick<Roster['places'], 'findEdge' | 'listEdges'>;
  logger: Logger;
  clock: Clock;
}

interface Entry {
  /** Absent when there is no such edge, or it has no key yet. */
  keys?: KeyRing;
  readAtMs: number;
  generation: number;
}

/**
 * The public keys of the edges, as the roster has them.
 *
 * Invariants: an entry read before the last change of a place, or too long ago, is read again before it is used;
 * while the database is away the old one serves, because nothing but a denial can come of it; memory is bounded.
 */
export class EdgeDirectory {
  readonly #options: Required<EdgeDirectoryOptions>;
  readonly #deps: EdgeDirectoryDeps;
  readonly #entries = new Map<string, Entry>();
  #generation = 0;

  constructor(options: EdgeDirectoryOptions, deps: EdgeDirectoryDeps) {
    this.#options = { maxAgeMs: 60_000, maxEntries: 4096, ...options };
    this.#deps = deps;
  }

  /** Reads all edges, so that each can be told a denial even if the database dies before its first message. */
  async load(): Promise<number> {
    const edges = await this.#deps.places.listEdges();
    for (const edge of edges) this.#remember(edge.address, edge, this.#generation);
    return edges.length;
  }

  /** A building, an edge or a door changed. */
  invalidate(): void {
    this.#generation++;
  }

  /** @returns undefined when nothing that this edge says can be believed */
  async keysOf(address: EdgeAddress): Promise<KeyRing | undefined> {
    const path = formatEdge(address);
    const known = this.#entries.get(path);
    if (known && this.#isCurrent(known)) return known.keys;
    const generation = this.#generation;
    try {
      const edge = await withDeadline(
        'reading an edge',
        this.#options.databaseTimeoutMs,
        this.#deps.places.findEdge(path),
      );
      return this.#remember(path, edge, generation).keys;
    } catch (error) {
      this.#deps.logger.warn({ edge: path, reason: errorMessage(error) }, 'an edge could not be read');
      return known?.keys;
    }
  }

  #isCurrent({ generation, readAtMs }: Entry): boolean {
    return (
      generation === this.#generation && this.#deps.clock.monotonicMs() - readAtMs < this.#options.maxAgeMs
    );
  }

  #remember(path: string, edge: Edge | undefined, generation: number): Entry {
    const entry: Entry = { readAtMs: this.#deps.clock.monotonicMs(), generation, ...this.#keysFrom(edge) };
    this.#entries.delete(path);
    this.#entries.set(path, entry);
    if (this.#entries.size > this.#options.maxEntries) {
      this.#entries.delete(this.#entries.keys().next().value!);
    }
    return entry;
  }

  #keysFrom(edge: Edge | undefined): { keys?: KeyRing } {
    if (!edge?.publicJwk) return {};
    try {
      const keys = importVerifier([edge.publicJwk]);
      // On the ring as a revoked one, so that what it signs is refused for that reason.
      return { keys: edge.revokedAt ? importVerifier([edge.publicJwk], { revokedKids: keys.kids }) : keys };
    } catch (error) {
      this.#deps.logger.error(
        { edge: edge.address, reason: errorMessage(error) },
        'the key of an edge cannot be used: provision it again',
      );
      return {};
    }
  }
}
