import { type AuditCheckpoint, type KeyRing, openAuditCheckpoint } from '@portero/protocol';
import type { LogFindings } from './finding.ts';

interface Expected {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
  readonly at: number;
}

/**
 * What signed checkpoints say about chains, from wherever they were kept. An expectation is met when the walk comes by
 * its entry; those that are left belong to entries that are gone.
 */
export class CheckpointBook {
  readonly #keys: KeyRing;
  readonly #findings: LogFindings;
  readonly #ids = new Map<string, 'database' | 'elsewhere'>();
  readonly #expected = new Map<string, Expected>();

  constructor({ keys, findings }: { keys: KeyRing; findings: LogFindings }) {
    this.#keys = keys;
    this.#findings = findings;
  }

  get size(): number {
    return this.#ids.size;
  }

  /** One of the database, whose columns repeat what it says. */
  addStored({ id, at, jws }: { id: string; at: Date; jws: string }): void {
    const signed = this.add(jws, 'the database', 'database');
    if (!signed || (signed.id === id && signed.at === at.getTime())) return;
    const detail = `the checkpoint ${signed.id} has another id or time than its columns`;
    this.#findings.add({ kind: 'checkpoint_invalid', detail });
  }

  /**
   * @param source where it was found, for the finding, such as the name of a file
   * @param place `elsewhere`: it must be in the database as well
   */
  add(jws: string, source: string, place: 'database' | 'elsewhere'): AuditCheckpoint | undefined {
    const opened = openAuditCheckpoint(jws, this.#keys);
    if (!opened.ok) {
      const detail = `a checkpoint in ${source} is not to be trusted: ${opened.detail}`;
      this.#findings.add({ kind: 'checkpoint_invalid', detail });
      return undefined;
    }
    const { id, at, heads } = opened.value;
    if (this.#ids.get(id) !== 'database') this.#ids.set(id, place);
    for (const head of heads) this.#expect({ ...head, at });
    return opened.value;
  }

  /** Once all are added: those that somebody has taken out of the database. */
  reportDeleted(): void {
    for (const [id, place] of this.#ids) {
      if (place === 'database') continue;
      const detail = `the checkpoint ${id} stands in a file and is not in the database`;
      this.#findings.add({ kind: 'checkpoint_deleted', detail });
    }
  }

  visit(chain: string, seq: number, hash: Uint8Array): void {
    const key = `${chain} ${seq}`;
    const expected = this.#expected.get(key);
    if (!expected) return;
    this.#expected.delete(key);
    if (expected.hash === Buffer.from(hash).toString('base64url')) return;
    const detail = `the checkpoint of ${timeOf(expected)} has signed another entry ${seq}`;
    this.#findings.add({ kind: 'checkpoint_mismatch', chain, seq, detail });
  }

  /**
   * After the walk, for each chain the first place that was signed and is not there.
   * @param isWalked whether the walk was to come by that place
   */
  reportCut(ends: ReadonlyMap<string, number>, isWalked: (chain: string, seq: number) => boolean): void {
    const first = new Map<string, Expected>();
    for (const expected of this.#expected.values()) {
      const { chain, seq } = expected;
      const known = first.get(chain);
      if (isWalked(chain, seq) && (!known || seq < known.seq)) first.set(chain, expected);
    }
    for (const [chain, expected] of first) {
      const end = ends.get(chain) ?? 0;
      const detail = `the checkpoint of ${timeOf(expected)} has signed entry ${expected.seq}, and the chain ${end === 0 ? 'is not there' : `has none of that number and ends at ${end}`}`;
      this.#findings.add({ kind: 'chain_cut', chain, seq: end + 1, toSeq: expected.seq, detail });
    }
  }

  #expect(expected: Expected): void {
    const key = `${expected.chain} ${expected.seq}`;
    const known = this.#expected.get(key);
    if (known && known.hash !== expected.hash) {
      const { chain, seq } = expected;
      const detail = `two checkpoints have signed different entries ${seq}`;
      this.#findings.add({ kind: 'checkpoint_mismatch', chain, seq, detail });
    }
    this.#expected.set(key, known ?? expected);
  }
}

function timeOf({ at }: Pick<AuditCheckpoint, 'at'>): string {
  return new Date(at).toISOString();
}
