import type { Logger } from '@portero/runtime';
import { assertNotStopped, fillStore } from './fill-store.ts';
import type {
  Candidate,
  Gallery,
  GalleryBackend,
  GalleryTemplate,
  RestoredSegment,
  SearchOptions,
} from './gallery.ts';
import { GraphKeeper, type GraphKeeperOptions } from './graph/graph-keeper.ts';
import { NearestPersons } from './nearest-persons.ts';
import { SearchBounds, scan, searchSketches } from './search.ts';
import { writeSegment } from './segment.ts';
import { TemplateStore } from './template-store.ts';
import { assertCount, assertProbe, assertTemplatesOf } from './validation.ts';
import { lengthOf } from './vectors/vector-length.ts';

export interface LiveGalleryOptions extends GraphKeeperOptions {
  /** Up to so many templates all are compared. */
  exactBelow: number;
  missProbability: number;
}

type PersonJournal = Map<string, readonly GalleryTemplate[]>;

/**
 * Invariants:
 * - a search sees all changes made before it: those are in `#content`, whatever is being rebuilt meanwhile;
 * - `#content` is replaced only by a rebuild that is complete, in one step, with every change since it was asked for applied;
 * - at most one rebuild is under way.
 */
export class LiveGallery implements Gallery {
  readonly #options: LiveGalleryOptions;
  readonly #logger: Logger;
  readonly #bounds: SearchBounds;
  readonly #stopped = new AbortController();
  #content: TemplateStore;
  /** Of `#content`, and of nothing else. */
  #graph: GraphKeeper;
  #version = 0;
  /** For each rebuild asked for and not finished: the persons changed since, as that left them. */
  readonly #journals = new Set<PersonJournal>();
  #rebuilding: Promise<void> = Promise.resolve();

  constructor(options: LiveGalleryOptions, { logger }: { logger: Logger }) {
    this.#options = options;
    this.#logger = logger;
    this.#bounds = new SearchBounds(options.missProbability);
    this.#content = new TemplateStore(options);
    this.#graph = new GraphKeeper(this.#content, options, { logger });
  }

  get size(): number {
    return this.#content.size;
  }

  get persons(): number {
    return this.#content.persons;
  }

  get backend(): GalleryBackend {
    if (this.#graph.serves) return 'hnsw';
    return this.size > this.#options.exactBelow ? 'sketch' : 'exact';
  }

  get version(): number {
    return this.#version;
  }

  search(probe: Float32Array, k = 2, options: SearchOptions = {}): Candidate[] {
    assertProbe(probe, this.#options.dimension);
    assertCount(k);
    const found = this.#graph.search(probe, k);
    if (found) return found;
    return this.size <= this.#options.exactBelow
      ? scan(this.#content, probe, k)
      : searchSketches(this.#content, probe, { k, ...options }, this.#bounds);
  }

  personDistance(probe: Float32Array, personId: string): Candidate | undefined {
    assertProbe(probe, this.#options.dimension);
    const { vectors } = this.#content;
    const nearest = new NearestPersons(this.#content, 1);
    vectors.setProbe(probe, lengthOf(probe));
    for (const slot of this.#content.slotsOf(personId)) nearest.offer(slot, vectors.squaredDistance(slot));
    return nearest.candidates()[0];
  }

  replacePerson(personId: string, templates: readonly GalleryTemplate[]): void {
    assertTemplatesOf(personId, templates, this.#options.dimension);
    for (const journal of this.#journals) journal.set(personId, templates.map(copyOf));
    const wasThere = this.#content.slotsOf(personId).length > 0;
    if (!replace(this.#content, personId, templates)) return;
    this.#version++;
    this.#graph.replaced(personId, wasThere);
  }

  removePerson(personId: string): void {
    this.replacePerson(personId, []);
  }

  rebuild(templates: AsyncIterable<GalleryTemplate | RestoredSegment>): Promise<void> {
    const journal: PersonJournal = new Map();
    this.#journals.add(journal);
    const rebuilt = this.#rebuilding.then(() => this.#rebuild(templates, journal));
    this.#rebuilding = rebuilt.catch(() => undefined);
    return rebuilt;
  }

  segment(bucket: number): AsyncIterable<Uint8Array> {
    return writeSegment(this.#content, bucket);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#rebuilding;
    await this.#graph.stop();
  }

  settled(): Promise<void> {
    return this.#graph.settled();
  }

  async #rebuild(
    templates: AsyncIterable<GalleryTemplate | RestoredSegment>,
    journal: PersonJournal,
  ): Promise<void> {
    try {
      const next = new TemplateStore(this.#options);
      await fillStore(next, templates, this.#stopped.signal);
      assertNotStopped(this.#stopped.signal);
      for (const [personId, latest] of journal) replace(next, personId, latest);
      const graph = this.#graph;
      this.#content = next;
      this.#graph = new GraphKeeper(next, this.#options, { logger: this.#logger });
      this.#version++;
      this.#logger.info(
        { size: this.size, persons: this.persons, backend: this.backend },
        'the gallery is rebuilt',
      );
      await graph.stop();
    } finally {
      this.#journals.delete(journal);
    }
  }
}

/** @returns whether anything has changed */
function replace(content: TemplateStore, personId: string, templates: readonly GalleryTemplate[]): boolean {
  const removed = content.removePerson(personId);
  for (const template of templates) content.add(template);
  return removed || templates.length > 0;
}

/** The caller may reuse its array before the journal is read. */
function copyOf(template: GalleryTemplate): GalleryTemplate {
  return { ...template, embedding: template.embedding.slice() };
}
