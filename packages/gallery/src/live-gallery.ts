import { errorMessage, type Logger } from '@portero/runtime';
import { buildIndex, type HnswParameters } from './build-index.ts';
import { assertNotStopped, fillStore } from './fill-store.ts';
import type { Candidate, Gallery, GalleryBackend, GalleryTemplate } from './gallery.ts';
import type { HnswModule } from './hnsw-module.ts';
import { IndexedStore } from './indexed-store.ts';
import { assertCount, assertProbe, assertTemplatesOf } from './validation.ts';

/** Beyond this share of deleted points an index is built anew. */
const MAX_DELETED_SHARE = 0.2;
/** An index goes when the gallery has shrunk to this share of the bound, so that it does not come and go at the bound. */
const SHRINK = 0.8;

export interface LiveGalleryOptions extends HnswParameters {
  /** Above this many templates there is an index. */
  exactBelow: number;
}

export interface LiveGalleryDeps {
  logger: Logger;
  /** Absent: always exact. */
  hnsw: HnswModule | undefined;
}

type PersonJournal = Map<string, readonly GalleryTemplate[]>;

/**
 * Invariants:
 * - a search sees all changes made before it: those are in `#content`, whatever is being built meanwhile;
 * - `#content` is replaced only by a rebuild that is complete, in one step, with every change since it was asked for applied;
 * - at most one rebuild and at most one indexing are under way, and no indexing beside a rebuild;
 * - where an index is missing, not yet built or broken, the exact scan answers: slower, never wrong.
 */
export class LiveGallery implements Gallery {
  readonly #options: LiveGalleryOptions;
  readonly #logger: Logger;
  readonly #stopped = new AbortController();
  #hnsw: HnswModule | undefined;
  #content: IndexedStore;
  #version = 0;
  /** For each rebuild asked for and not finished: the persons changed since, as that left them. */
  readonly #journals = new Set<PersonJournal>();
  #rebuilding: Promise<void> = Promise.resolve();
  #indexing: { cancel: AbortController; done: Promise<void> } | undefined;

  constructor(options: LiveGalleryOptions, { logger, hnsw }: LiveGalleryDeps) {
    this.#options = options;
    this.#logger = logger;
    this.#hnsw = hnsw;
    this.#content = new IndexedStore(options.dimension);
  }

  get size(): number {
    return this.#content.size;
  }

  get persons(): number {
    return this.#content.persons;
  }

  get backend(): GalleryBackend {
    return this.#content.indexed ? 'hnsw' : 'exact';
  }

  get version(): number {
    return this.#version;
  }

  search(probe: Float32Array, k = 2): Candidate[] {
    assertProbe(probe, this.#options.dimension);
    assertCount(k);
    return this.#content.search(probe, k);
  }

  personDistance(probe: Float32Array, personId: string): Candidate | undefined {
    assertProbe(probe, this.#options.dimension);
    return this.#content.personDistance(probe, personId);
  }

  replacePerson(personId: string, templates: readonly GalleryTemplate[]): void {
    assertTemplatesOf(personId, templates, this.#options.dimension);
    for (const journal of this.#journals) journal.set(personId, templates.map(copyOf));
    if (!replace(this.#content, personId, templates)) return;
    this.#version++;
    this.#maintain();
  }

  removePerson(personId: string): void {
    this.replacePerson(personId, []);
  }

  rebuild(templates: AsyncIterable<GalleryTemplate>): Promise<void> {
    const journal: PersonJournal = new Map();
    this.#journals.add(journal);
    const rebuilt = this.#rebuilding.then(() => this.#rebuild(templates, journal));
    this.#rebuilding = rebuilt.catch(() => undefined);
    return rebuilt;
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#rebuilding;
    await this.#indexing?.done;
  }

  async #rebuild(templates: AsyncIterable<GalleryTemplate>, journal: PersonJournal): Promise<void> {
    try {
      this.#indexing?.cancel.abort();
      await this.#indexing?.done;
      const next = new IndexedStore(this.#options.dimension);
      await fillStore(next, templates, this.#options.dimension, this.#stopped.signal);
      await this.#index(next, this.#stopped.signal);
      assertNotStopped(this.#stopped.signal);
      for (const [personId, latest] of journal) replace(next, personId, latest);
      this.#content = next;
      this.#version++;
      this.#logger.info(
        { size: this.size, persons: this.persons, backend: this.backend },
        'the gallery is rebuilt',
      );
    } finally {
      this.#journals.delete(journal);
      this.#maintain();
    }
  }

  /** After each change: starts or drops an index as the size asks for it. */
  #maintain(): void {
    if (this.#journals.size > 0 || this.#stopped.signal.aborted) return;
    const content = this.#content;
    if (content.indexed && !this.#wantsIndex(content)) {
      content.dropIndex();
      this.#logger.info({ size: content.size }, 'the gallery is small enough for exact search');
    }
    const missing = !content.indexed && this.#wantsIndex(content);
    if (this.#indexing || !(missing || content.deletedShare > MAX_DELETED_SHARE)) return;
    const cancel = new AbortController();
    const end = () => cancel.abort();
    this.#stopped.signal.addEventListener('abort', end);
    const done = this.#index(content, cancel.signal).finally(() => {
      this.#stopped.signal.removeEventListener('abort', end);
      this.#indexing = undefined;
      this.#maintain();
    });
    this.#indexing = { cancel, done };
  }

  #wantsIndex(content: IndexedStore): boolean {
    const bound = this.#options.exactBelow * (content.indexed ? SHRINK : 1);
    return this.#hnsw !== undefined && content.size > bound;
  }

  /** Never throws: without an index the exact scan answers. */
  async #index(content: IndexedStore, signal: AbortSignal): Promise<void> {
    if (!this.#hnsw || !this.#wantsIndex(content)) return;
    try {
      const index = await buildIndex(this.#hnsw, content.beginIndexing(), this.#options, signal);
      content.adopt(index);
      this.#logger.info({ size: content.size }, 'the gallery has a new index');
    } catch (error) {
      content.abandonIndexing();
      if (signal.aborted) return;
      // Not tried again at each change: whatever broke it, disk or memory, would break it again.
      this.#hnsw = undefined;
      content.dropIndex();
      this.#logger.error(
        { reason: errorMessage(error) },
        'the index could not be built: exact search from now on',
      );
    }
  }
}

/** @returns whether anything has changed */
function replace(content: IndexedStore, personId: string, templates: readonly GalleryTemplate[]): boolean {
  const removed = content.removePerson(personId);
  for (const template of templates) content.add(template);
  return removed || templates.length > 0;
}

/** The caller may reuse its array before the journal is read. */
function copyOf(template: GalleryTemplate): GalleryTemplate {
  return { ...template, embedding: template.embedding.slice() };
}
