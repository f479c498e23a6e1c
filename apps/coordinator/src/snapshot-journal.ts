import { bucketOf } from '@portero/gallery';
import type { Roster } from '@portero/roster';

/** Changes read at once. */
const PAGE = 10_000;

/**
 * The roster's outbox as the journal of a snapshot: who has changed since the change that a part holds. Read as far back as
 * the oldest part asks for, once.
 */
export class SnapshotJournal {
  readonly #changes: Pick<Roster['changes'], 'since'>;
  /** The newest change of each person, by bucket. */
  readonly #newest = new Map<number, Map<string, number>>();
  readonly #times = new Map<number, string | undefined>();
  /** All changes after this one, up to the newest when it was first asked for, have been read. */
  #readAfter: number;

  constructor(latestSeq: number, { changes }: { changes: Pick<Roster['changes'], 'since'> }) {
    this.#readAfter = latestSeq;
    this.#changes = changes;
  }

  /** When a change was made. @returns undefined when this database has no such change */
  async timeOf(seq: number): Promise<string | undefined> {
    if (seq > 0 && !this.#times.has(seq)) {
      const [change] = await this.#changes.since(seq - 1, 1);
      this.#times.set(seq, change?.seq === seq ? change.at.toISOString() : undefined);
    }
    return this.#times.get(seq);
  }

  /** People of a bucket who have changed after this change. */
  async changedIn(bucket: number, seq: number): Promise<Set<string>> {
    await this.#readBackTo(seq);
    const newest = this.#newest.get(bucket) ?? new Map<string, number>();
    return new Set([...newest].filter(([, last]) => last > seq).map(([personId]) => personId));
  }

  async #readBackTo(seq: number): Promise<void> {
    for (let after = seq; after < this.#readAfter; ) {
      const changes = await this.#changes.since(after, PAGE);
      for (const { personId, seq: number, kind } of changes) {
        if (personId !== undefined && kind !== 'card') this.#note(personId, number);
      }
      after = changes.at(-1)?.seq ?? this.#readAfter;
    }
    this.#readAfter = Math.min(this.#readAfter, seq);
  }

  #note(personId: string, seq: number): void {
    const bucket = bucketOf(personId);
    const newest = this.#newest.get(bucket) ?? new Map<string, number>();
    this.#newest.set(bucket, newest);
    newest.set(personId, Math.max(seq, newest.get(personId) ?? 0));
  }
}
