import { BUCKETS, bucketOf, type Gallery, type GallerySegment, readSegment } from '@portero/gallery';
import type { GallerySnapshotSealer, Roster } from '@portero/roster';
import type { SnapshotFolder } from './snapshot-folder.ts';
import { SnapshotJournal } from './snapshot-journal.ts';
import { readPart, writePart } from './snapshot-part.ts';

export interface GallerySnapshotOptions {
  buildingId: string;
  modelId: string;
  dimension: number;
}

export interface GallerySnapshotDeps {
  roster: Pick<Roster, 'snapshots' | 'changes'>;
  folder: SnapshotFolder;
}

/** A bucket as the snapshot has it. */
export type SnapshotBucket =
  /** `changed`: who is read from the database instead. */
  | { bucket: number; segment: GallerySegment; changed: ReadonlySet<string> }
  /** All of it is read from the database. */
  | { bucket: number; segment?: undefined };

/** Buckets written at each turn though nothing has changed in them, so that none falls far behind. */
const REFRESHED = 4;
/** Where a larger part of a bucket has changed, reading all of it takes less time. */
const MOST_CHANGED = 1 / 8;

const EVERY_BUCKET = Array.from({ length: BUCKETS }, (_, bucket) => bucket);

/**
 * What is kept on disk of one gallery, so that a coordinator need not read everybody from the database when it starts: a
 * sealed part for each bucket of people, and the roster's outbox as the journal of what has changed since.
 *
 * Invariants:
 * - a part holds the gallery as of the change it names, or newer, or nothing of it is used;
 * - a part that was sealed before a template in it was destroyed does not open, wherever it is: its key went with the template;
 * - a key seals only what holds all that had happened when it was made;
 * - nothing depends on a snapshot: what is absent, damaged or of another history is read from the database.
 */
export class GallerySnapshot {
  readonly #options: GallerySnapshotOptions;
  readonly #deps: GallerySnapshotDeps;
  /** By bucket the change that the part on the disk holds; none where it is absent or outdated. */
  readonly #written = new Map<number, number>();

  constructor(options: GallerySnapshotOptions, deps: GallerySnapshotDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  /** A person has changed in the gallery. */
  touch(personId: string): void {
    this.#written.delete(bucketOf(personId));
  }

  /** @param latestSeq newest change now: later ones are applied by whoever follows the roster */
  async *read(latestSeq: number): AsyncGenerator<SnapshotBucket> {
    const { snapshots, changes } = this.#deps.roster;
    const sealer = await snapshots.sealer(this.#options.buildingId, this.#options.modelId);
    const journal = new SnapshotJournal(latestSeq, { changes });
    this.#written.clear();
    for (const bucket of EVERY_BUCKET) {
      yield (await this.#readBucket(bucket, { sealer, journal, latestSeq })) ?? { bucket };
    }
  }

  /**
   * Writes the parts that are not on the disk as they are now.
   *
   * @param holds the newest change that the gallery holds @param again people to be read from the database at each start
   * @returns how many were written
   */
  async write(
    gallery: Pick<Gallery, 'segment'>,
    { holds, again, signal }: { holds: number; again: readonly string[]; signal: AbortSignal },
  ): Promise<number> {
    const at = await new SnapshotJournal(holds, this.#deps.roster).timeOf(holds);
    if (at === undefined) return 0;
    const sealer = await this.#sealerOfAll();
    let written = 0;
    for (const bucket of this.#outdated(holds)) {
      if (signal.aborted) break;
      if ((sealer.mustHold(bucket) ?? Number.POSITIVE_INFINITY) > holds) continue;
      const note = { seq: holds, at, again: again.filter((personId) => bucketOf(personId) === bucket) };
      // Before it is copied, so that a change from then on takes it away again.
      this.#written.set(bucket, holds);
      const sealed = sealer.seal(bucket, writePart(note, gallery.segment(bucket)))!;
      try {
        await this.#deps.folder.write(bucket, sealed);
      } catch (error) {
        this.#written.delete(bucket);
        throw error;
      }
      written++;
    }
    return written;
  }

  async #readBucket(
    bucket: number,
    {
      sealer,
      journal,
      latestSeq,
    }: { sealer: GallerySnapshotSealer; journal: SnapshotJournal; latestSeq: number },
  ): Promise<SnapshotBucket | undefined> {
    if (sealer.mustHold(bucket) === undefined) return undefined;
    const sealed = await this.#deps.folder.read(bucket);
    const plaintext = sealed && sealer.unseal(bucket, sealed);
    const part = plaintext && readPart(plaintext);
    if (!part || part.note.seq > latestSeq || (await journal.timeOf(part.note.seq)) !== part.note.at) {
      return undefined;
    }
    const segment = readSegment(part.segment, this.#options.dimension);
    const changed = await journal.changedIn(bucket, part.note.seq);
    if (!segment || changed.size > segment.personIds.length * MOST_CHANGED) return undefined;
    if (changed.size === 0) this.#written.set(bucket, part.note.seq);
    for (const personId of part.note.again) changed.add(personId);
    return { bucket, segment, changed };
  }

  /** With keys that are made where they are missing: those parts on the disk open no more. */
  async #sealerOfAll(): Promise<GallerySnapshotSealer> {
    const { buildingId, modelId } = this.#options;
    const { snapshots } = this.#deps.roster;
    const sealer = await snapshots.sealer(buildingId, modelId);
    const keyless = EVERY_BUCKET.filter((bucket) => sealer.mustHold(bucket) === undefined);
    if (keyless.length === 0) return sealer;
    for (const bucket of keyless) this.#written.delete(bucket);
    await snapshots.makeKeys(buildingId, modelId, keyless);
    return snapshots.sealer(buildingId, modelId);
  }

  #outdated(holds: number): number[] {
    const behind = [...this.#written].filter(([, seq]) => seq < holds);
    const oldest = behind.sort(([, one], [, other]) => one - other).slice(0, REFRESHED);
    const refreshed = new Set(oldest.map(([bucket]) => bucket));
    return EVERY_BUCKET.filter((bucket) => !this.#written.has(bucket) || refreshed.has(bucket));
  }
}
