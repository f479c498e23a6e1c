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

export type GalleryBackend = 'exact' | 'hnsw';

export interface GalleryOptions {
  /** Length of every embedding. */
  dimension: number;
  /**
   * Up to this many templates every one is compared; above, the HNSW index is asked first. A scan costs 0.14 ms per 1,000 templates.
   * @defaultValue 2000
   */
  exactBelow?: number;
  /** Breadth of an HNSW search: recall against time. @defaultValue 256, recall@1 of 1.000 on 100,000 face-like templates */
  efSearch?: number;
  /** Links of an HNSW node. @defaultValue 16 */
  M?: number;
  /** Breadth of the search when a template is inserted into the HNSW index. @defaultValue 200 */
  efConstruction?: number;
  /** @defaultValue 'auto': by size, and exact where hnswlib-node cannot be loaded */
  backend?: GalleryBackend | 'auto';
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
   * @returns distinct persons, nearest first; fewer than `k` only if the gallery has fewer
   * @throws {GalleryError} PROBE_INVALID
   */
  search(probe: Float32Array, k?: number): Candidate[];
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
  rebuild(templates: AsyncIterable<GalleryTemplate>): Promise<void>;
  /** Ends a rebuild that is under way. Idempotent. */
  stop(): Promise<void>;
}
