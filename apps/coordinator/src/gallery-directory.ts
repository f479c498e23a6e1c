import type { GallerySize, GalleryThresholds } from '@portero/biometrics';
import { createGallery, type Gallery } from '@portero/gallery';
import type { Building, Door, Roster, RosterChange } from '@portero/roster';
import { errorMessage, type Logger } from '@portero/runtime';
import { BuildingThresholds, basisOf } from './building-thresholds.ts';
import { GalleryContent, type Source } from './gallery-content.ts';
import { GallerySnapshot } from './gallery-snapshot.ts';
import type { GallerySummary } from './gallery-summary.ts';
import type { ModelPolicy } from './model-policies.ts';
import { patiently } from './patiently.ts';
import { SnapshotFolder } from './snapshot-folder.ts';
import { TemplateFilter } from './template-filter.ts';

export interface GalleryDirectoryOptions {
  policy: ModelPolicy;
  /** Whose buildings these are. */
  pool: string;
  /** Templates between two lines of progress. @defaultValue 10000 */
  progressEvery?: number;
  /** Where large galleries are kept between two starts, sealed. @defaultValue nowhere */
  snapshotDir?: string | undefined;
  /** A gallery with fewer persons is read from the database as fast. @defaultValue 20000 */
  snapshotFromPersons?: number;
  /** Templates above which a gallery is searched through a graph. @defaultValue that of the gallery */
  graphFrom?: number;
}

export interface GalleryDirectoryDeps {
  roster: Pick<Roster, 'places' | 'templates' | 'snapshots' | 'changes'>;
  /** Told which buildings there are, before the galleries of those that are new are loaded. */
  serve(buildings: readonly Building[]): Promise<void>;
  logger: Logger;
}

interface Shelf extends Source {
  gallery: Gallery;
  ready: boolean;
  thresholds: BuildingThresholds;
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
  readonly #options: GalleryDirectoryOptions &
    Required<Pick<GalleryDirectoryOptions, 'progressEvery' | 'snapshotFromPersons'>>;
  readonly #deps: GalleryDirectoryDeps;
  readonly #content: GalleryContent;
  readonly #shelves = new Map<string, Shelf>();
  readonly #stopping = new AbortController();
  readonly #patience: { signal: AbortSignal; logger: Logger };
  #version = 0;
  #keeping: Promise<void> | undefined;

  constructor(options: GalleryDirectoryOptions, deps: GalleryDirectoryDeps) {
    this.#options = { progressEvery: 10_000, snapshotFromPersons: 20_000, ...options };
    this.#deps = deps;
    this.#content = new GalleryContent(this.#options, deps);
    this.#patience = { signal: this.#stopping.signal, logger: deps.logger };
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
    const all = await patiently(() => this.#deps.roster.places.listBuildings(), this.#patience);
    const buildings = all.filter(({ pool }) => pool === this.#options.pool);
    await this.#deps.serve(buildings);
    await this.#giveUpAllBut(buildings);
    for (const building of buildings) {
      const known = this.#shelves.get(building.address);
      if (known) {
        known.building = building;
        continue;
      }
      const { policy, graphFrom } = this.#options;
      const size = graphFrom === undefined ? {} : { graphFrom };
      const gallery = createGallery({ dimension: policy.dimension, ...size }, this.#deps);
      const thresholds = new BuildingThresholds(this.#options, this.#deps);
      const filter = new TemplateFilter(this.#options.policy, this.#deps);
      const snapshot = this.#snapshotOf(building);
      const shelf: Shelf = { building, gallery, ready: false, thresholds, filter, snapshot };
      this.#shelves.set(building.address, shelf);
      await patiently(() => gallery.rebuild(this.#content.of(shelf, version)), this.#patience);
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

  /** Writes what has changed of large galleries to their snapshots. Never throws: without one, a start takes longer. */
  keepSnapshots(): Promise<void> {
    this.#keeping ??= this.#keepSnapshots().finally(() => {
      this.#keeping = undefined;
    });
    return this.#keeping;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#keeping;
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
    for (const shelf of this.#shelves.values()) {
      const reference = await this.#content.referenceFor(shelf, personId);
      if (reference) shelf.gallery.replacePerson(personId, [reference]);
      else shelf.gallery.removePerson(personId);
      shelf.snapshot?.touch(personId);
    }
  }

  #snapshotOf({ id: buildingId }: Building): GallerySnapshot | undefined {
    const { snapshotDir, policy } = this.#options;
    if (snapshotDir === undefined) return undefined;
    const { modelId, dimension } = policy;
    const folder = new SnapshotFolder(snapshotDir, { buildingId, modelId });
    return new GallerySnapshot({ buildingId, modelId, dimension }, { roster: this.#deps.roster, folder });
  }

  async #keepSnapshots(): Promise<void> {
    for (const { building, gallery, ready, filter, snapshot } of this.#shelves.values()) {
      if (!ready || !snapshot || gallery.persons < this.#options.snapshotFromPersons) continue;
      const fields = { building: building.address };
      try {
        const parts = await snapshot.write(gallery, {
          holds: this.#version,
          again: filter.personsLeftOut,
          signal: this.#stopping.signal,
        });
        if (parts > 0) this.#deps.logger.debug({ ...fields, parts }, 'the snapshot of a gallery is written');
      } catch (error) {
        this.#deps.logger.warn({ ...fields, reason: errorMessage(error) }, 'a snapshot could not be written');
      }
    }
  }
}
