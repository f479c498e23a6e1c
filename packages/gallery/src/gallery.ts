import type { GallerySegment } from './segment.ts';

/** One stored face of a person. */
export interface GalleryTemplate {
  templateId: string;
  personId: string;
  /** `dimension` finite values. */
  embedding: Float32Array;
}

/** The nearest template of one person. */
export interface Candidate {
  personId: string;
  templateId: string;
  /** Plain Euclidean distance, at least 0. */
  distanceL2: number;
}

/** How searches are answered: every template compared in full, those whose sketches are similar, or those that a graph proposes. */
export type GalleryBackend = 'exact' | 'sketch' | 'hnsw';

export interface GalleryOptions {
  /** Length of every embedding. */
  dimension: number;
  /**
   * Up to this many templates every one is compared; above, their sketches are compared first. A scan of all takes 0.05 to 0.1 ms per
   * 1,000 templates.
   * @defaultValue 1000
   */
  exactBelow?: number;
  /**
   * Of a person who belongs into the answer, that the sketches keep them out of it.
   * @defaultValue 1e-4
   */
  missProbability?: number;
  /**
   * Above this many templates a graph by hnswlib-node is built in a thread, and serves when it is ready. Where it cannot be had,
   * sketches go on.
   * @defaultValue 1000000
   */
  graphFrom?: number;
  /**
   * A graph that holds a template which has gone is built anew after this; the old one goes when the new one is ready.
   * @defaultValue 86400000
   */
  forgetWithinMs?: number;
  /** @defaultValue 'auto': by size */
  backend?: GalleryBackend | 'auto';
}

/** What a search may leave out. */
export interface SearchOptions {
  /**
   * Who is farther than this is of no importance: of such persons the answer has the nearest that were compared, which need not be
   * the nearest that there are. That takes a tenth of the time where the nearest is far away. @defaultValue everybody matters
   */
  withinL2?: number | undefined;
  /**
   * The same of who is farther than the nearest person by more than this: a decision that asks for a margin wants to know of nobody
   * else. Where somebody is near, nothing else takes so little time. @defaultValue everybody matters
   */
  marginL2?: number | undefined;
}

/** What a rebuild takes over from a snapshot. */
export interface RestoredSegment {
  segment: GallerySegment;
  /** Who is not taken over, as they have changed since. */
  except: ReadonlySet<string>;
}

/** The templates of one building for one model, in memory: a cache that can be thrown away and rebuilt. */
export interface Gallery {
  /** Templates, not persons. */
  readonly size: number;
  readonly persons: number;
  /** What answers searches now. */
  readonly backend: GalleryBackend;
  /** Goes up with each change of the content. */
  readonly version: number;
  /**
   * The nearest template of each of the nearest `k` persons.
   *
   * @param k at least 1. @defaultValue 2: the nearest and the runner-up, for the margin
   * @returns distinct persons, nearest first; fewer than `k` only if the gallery has fewer, or none who matters
   * @throws {GalleryError} PROBE_INVALID
   */
  search(probe: Float32Array, k?: number, options?: SearchOptions): Candidate[];
  /** The nearest template of one person, always exact; undefined for a person without templates. @throws {GalleryError} PROBE_INVALID */
  personDistance(probe: Float32Array, personId: string): Candidate | undefined;
  /**
   * From now on these are all the templates of the person.
   * @throws {GalleryError} TEMPLATE_INVALID, and then nothing has changed
   */
  replacePerson(personId: string, templates: readonly GalleryTemplate[]): void;
  removePerson(personId: string): void;
  /**
   * Takes over the whole content of `templates`. What was there serves until the swap, which is atomic; persons replaced or removed
   * meanwhile are as that left them. A second call waits for the first.
   *
   * @throws {GalleryError} TEMPLATE_INVALID or REBUILD_FAILED, and then nothing has changed
   */
  rebuild(templates: AsyncIterable<GalleryTemplate | RestoredSegment>): Promise<void>;
  /**
   * The people of one bucket, 0 … 255 (`bucketOf`), in bytes that `readSegment` reads: for a snapshot, from which a rebuild
   * takes templates several times as fast. They hold the templates in clear: seal them before they go anywhere. Who is
   * changed before they are there may be in them as before, as after, or not at all.
   */
  segment(bucket: number): AsyncIterable<Uint8Array>;
  /** Until no graph is being built. Changes may start another. */
  settled(): Promise<void>;
  /** Ends a rebuild and the building of a graph that are under way. Idempotent. */
  stop(): Promise<void>;
}
