import { BUCKETS, type GalleryTemplate, type RestoredSegment } from '@portero/gallery';
import type { Building, Roster } from '@portero/roster';
import type { Logger } from '@portero/runtime';
import type { GallerySnapshot } from './gallery-snapshot.ts';
import type { ModelPolicy } from './model-policies.ts';
import { type ReadableRow, referenceOf, referencesOf } from './person-references.ts';
import type { TemplateFilter } from './template-filter.ts';

/** Where the content of one gallery comes from. */
export interface Source {
  building: Building;
  filter: TemplateFilter;
  snapshot: GallerySnapshot | undefined;
}

export interface GalleryContentOptions {
  policy: ModelPolicy;
  /** Templates between two lines of progress. */
  progressEvery: number;
}

export interface GalleryContentDeps {
  roster: Pick<Roster, 'templates'>;
  logger: Logger;
}

/** Who belongs into a gallery, one reference for each person. */
export class GalleryContent {
  readonly #options: GalleryContentOptions;
  readonly #deps: GalleryContentDeps;

  constructor(options: GalleryContentOptions, deps: GalleryContentDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  /**
   * Everybody: from the snapshot whom it has, the rest from the database.
   *
   * @param latestSeq newest change now
   */
  async *of(source: Source, latestSeq: number): AsyncGenerator<GalleryTemplate | RestoredSegment> {
    const { snapshot, filter, building } = source;
    const { logger } = this.#deps;
    filter.reset();
    const missing: number[] = [];
    const changed: string[] = [];
    for await (const part of snapshot?.read(latestSeq) ?? []) {
      if (part.segment) {
        changed.push(...part.changed);
        yield { segment: part.segment, except: part.changed };
      } else {
        missing.push(part.bucket);
      }
    }
    const isRestored = snapshot !== undefined && missing.length < BUCKETS;
    if (isRestored) {
      const fields = { building: building.address, missingParts: missing.length, changed: changed.length };
      logger.info(fields, 'the snapshot of a gallery is read');
    }
    const buckets = isRestored ? missing : undefined;
    if (buckets?.length !== 0) yield* referencesOf(this.#templatesOf(source, buckets), logger);
    for (const personId of changed) {
      const reference = await this.referenceFor(source, personId);
      if (reference) yield reference;
    }
  }

  /** What the gallery should have of a person now. */
  async referenceFor({ building, filter }: Source, personId: string): Promise<GalleryTemplate | undefined> {
    const { templates } = this.#deps.roster;
    const rows = await templates.listForBuildingPerson(building.id, this.#options.policy.modelId, personId);
    filter.reset(personId);
    const usable = rows.filter((row) => filter.isUsable(row));
    return referenceOf(usable, this.#deps.logger);
  }

  async *#templatesOf(
    { building: { id, address }, filter }: Source,
    buckets: readonly number[] | undefined,
  ): AsyncGenerator<ReadableRow> {
    const { modelId } = this.#options.policy;
    const total = await this.#deps.roster.templates.countForBuilding(id, modelId);
    let loaded = 0;
    for await (const row of this.#deps.roster.templates.streamForBuilding(id, modelId, { buckets })) {
      if (filter.isUsable(row)) yield row;
      if (++loaded % this.#options.progressEvery === 0) {
        this.#deps.logger.info({ building: address, loaded, total }, 'loading gallery');
      }
    }
  }
}
