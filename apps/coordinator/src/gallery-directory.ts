import type { GallerySize, GalleryThresholds } from '@portero/biometrics';
import { createGallery, type Gallery } from '@portero/gallery';
import { type Building, type Door, isRetryable, type Roster, type RosterChange } from '@portero/roster';
import { errorMessage, type Logger, retry } from '@portero/runtime';
import { BuildingThresholds, basisOf } from './building-thresholds.ts';
import type { ModelPolicy } from './model-policies.ts';
import { type ReadableRow, referenceOf, referencesOf } from './person-references.ts';
import { TemplateFilter } from './template-filter.ts';

export interface GalleryDirectoryOptions {
  policy: ModelPolicy;
  /** Whose buildings these are. */
  pool: string;
  /** Templates between two lines of progress. @defaultValue 10000 */
  progressEvery?: number;
}

export interface GalleryDirectoryDeps {
  roster: Pick<Roster, 'places' | 'templates'>;
  /** Told which buildings there are, before the galleries of those that are new are loaded. */
  serve(buildings: readonly Building[]): Promise<void>;
  logger: Logger;
}

interface Shelf {
  building: Building;
  gallery: Gallery;
  ready: boolean;
  thresholds: BuildingThresholds;
  filter: TemplateFilter;
}

export interface GallerySummary {
  building: string;
  /** Who can be found in it. */
  persons: number;
  backend: string;
  ready: boolean;
  /** Templates that the database has and that cannot be used: damaged, or of another dimension. */
  leftOut: number;
  /** Of identification, as the building has it; a door may ask for more. Absent while the gallery is not ready. */
  thresholdL2?: number;
  marginL2?: number;
}

/**
 * The galleries of this process: one for each building of its pool, for the model in use, with one reference for each
 * person.
 *
 * States of a gallery: absent → loading → ready → absent, once the building goes to another pool. Only a ready one is handed out. The roster in
 * Postgres is the truth: `apply` reads again whatever changed since the sequence number taken before `load`.
 * The threshold of identification is derived again whenever a gallery has grown or shrunk, or a target has changed.
 */
export class GalleryDirectory {
  readonly #options: Required<GalleryDirectoryOptions>;
  readonly #deps: GalleryDirectoryDeps;
  readonly #shelves = new Map<string, Shelf>();
  readonly #stopping = new AbortController();
  #version = 0;

  constructor(options: GalleryDirectoryOptions, deps: GalleryDirectoryDeps) {
    this.#options = { progressEvery: 10_000, ...options };
    this.#deps = deps;
  }

  /** Number of the newest change of the roster that the galleries hold. */
  get version(): number {
    return this.#version;
  }

  /** @param building `site/building` @returns undefined while it is not loaded */
  find(building: string): Gallery | undefined {
    const shelf = this.#shelves.get(building);
    return shelf?.ready ? shelf.gallery : undefined;
  }

  /**
   * The threshold and margin for everybody who is in the gallery of the door's building now. A target of the door counts
   * where it is below the building's.
   *
   * @returns undefined while the gallery is not loaded
   */
  thresholds(door: Pick<Door, 'site' | 'building' | 'targetFpir'>): GalleryThresholds | undefined {
    const shelf = this.#shelves.get(`${door.site}/${door.building}`);
    if (!shelf?.ready) return undefined;
    return shelf.thresholds.atDoor(shelf.building, shelf.gallery, door.targetFpir);
  }

  /** What those are derived from; undefined while the gallery is not loaded. */
  basisAt(door: Pick<Door, 'site' | 'building' | 'targetFpir'>): GallerySize | undefined {
    const shelf = this.#shelves.get(`${door.site}/${door.building}`);
    if (!shelf?.ready) return undefined;
    const basis = basisOf(shelf.building, shelf.gallery);
    return { ...basis, targetFpir: Math.min(basis.targetFpir, door.targetFpir ?? 1) };
  }

  summaries(): GallerySummary[] {
    return [...this.#shelves].map(([building, shelf]) => {
      const { gallery, ready, filter } = shelf;
      const { thresholdL2, marginL2 } = ready ? this.#inForce(shelf) : {};
      return {
        building,
        persons: gallery.persons,
        backend: gallery.backend,
        ready,
        leftOut: filter.leftOut,
        ...(thresholdL2 !== undefined && { thresholdL2 }),
        ...(marginL2 !== undefined && { marginL2 }),
      };
    });
  }

  /**
   * Loads the galleries of all buildings that have none yet, one after the other, for as long as it takes; of the others
   * the settings are read again. Those of buildings that are another pool's now are given up.
   *
   * @param version number of the newest change before the roster is read
   */
  async load(version = this.#version): Promise<void> {
    const all = await this.#patiently(() => this.#deps.roster.places.listBuildings());
    const buildings = all.filter(({ pool }) => pool === this.#options.pool);
    await this.#deps.serve(buildings);
    await this.#giveUpAllBut(buildings);
    for (const building of buildings) {
      const known = this.#shelves.get(building.address);
      if (known) {
        known.building = building;
        continue;
      }
      const gallery = createGallery({ dimension: this.#options.policy.dimension }, this.#deps);
      const thresholds = new BuildingThresholds(this.#options, this.#deps);
      const filter = new TemplateFilter(this.#options.policy, this.#deps);
      const shelf: Shelf = { building, gallery, ready: false, thresholds, filter };
      this.#shelves.set(building.address, shelf);
      await this.#patiently(() => gallery.rebuild(referencesOf(this.#templatesOf(shelf), this.#deps.logger)));
      shelf.ready = true;
      const { persons, backend } = gallery;
      this.#deps.logger.info({ building: building.address, persons, backend }, 'gallery loaded');
      this.#inForce(shelf);
    }
    this.#version = version;
  }

  /** @throws {RosterError} when the database is away; what was applied is applied again without harm */
  async apply(changes: readonly RosterChange[]): Promise<void> {
    const personIds = new Set<string>();
    let placesChanged = false;
    for (const change of changes) {
      if (change.kind === 'place') placesChanged = true;
      else if (change.kind !== 'card') personIds.add(change.personId);
    }
    for (const personId of personIds) await this.#reload(personId);
    if (placesChanged) await this.load();
    for (const shelf of this.#shelves.values()) if (shelf.ready) this.#inForce(shelf);
    this.#version = changes.at(-1)?.seq ?? this.#version;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#shelves.values()].map(({ gallery }) => gallery.stop()));
  }

  async #giveUpAllBut(buildings: readonly Building[]): Promise<void> {
    const kept = new Set(buildings.map(({ address }) => address));
    for (const [address, { gallery }] of this.#shelves) {
      if (kept.has(address)) continue;
      this.#shelves.delete(address);
      await gallery.stop();
      this.#deps.logger.info({ building: address }, 'the building is another pool’s now');
    }
  }

  #inForce({ thresholds, building, gallery }: Shelf): GalleryThresholds {
    return thresholds.current(building, gallery);
  }

  async #reload(personId: string): Promise<void> {
    const { templates } = this.#deps.roster;
    for (const { building, gallery, filter } of this.#shelves.values()) {
      const rows = await templates.listForBuildingPerson(building.id, this.#options.policy.modelId, personId);
      filter.reset(personId);
      const usable = rows.filter((row) => filter.isUsable(row));
      const reference = referenceOf(usable, this.#deps.logger);
      if (reference) gallery.replacePerson(personId, [reference]);
      else gallery.removePerson(personId);
    }
  }

  async *#templatesOf({ building: { id, address }, filter }: Shelf): AsyncGenerator<ReadableRow> {
    const { modelId } = this.#options.policy;
    filter.reset();
    const total = await this.#deps.roster.templates.countForBuilding(id, modelId);
    let loaded = 0;
    for await (const row of this.#deps.roster.templates.streamForBuilding(id, modelId)) {
      if (filter.isUsable(row)) yield row;
      if (++loaded % this.#options.progressEvery === 0) {
        this.#deps.logger.info({ building: address, loaded, total }, 'loading gallery');
      }
    }
  }

  #patiently<T>(task: () => Promise<T>): Promise<T> {
    return retry(
      async () => {
        this.#stopping.signal.throwIfAborted();
        try {
          return await task();
        } catch (error) {
          this.#deps.logger.warn({ reason: errorMessage(error) }, 'a gallery could not be loaded yet');
          throw error;
        }
      },
      { signal: this.#stopping.signal, isRetryable: isRetryableOrCausedByOne },
    );
  }
}

/** The gallery wraps what its source throws. */
function isRetryableOrCausedByOne(error: unknown): boolean {
  return isRetryable(error) || (error instanceof Error && isRetryable(error.cause));
}
