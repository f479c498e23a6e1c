import type { KeyRing } from '@portero/protocol';
import { type AuditEntry, entryHash, NO_HASH, ROSTER_CHAIN } from './audit-entry.ts';
import type { AuditItem, FoundEntry, FoundSeal } from './audit-item.ts';
import type { CheckpointBook } from './checkpoint-book.ts';
import type { LogFindings } from './finding.ts';
import { changedColumns, readEntry } from './read-entry.ts';
import { SealCheck } from './seal-check.ts';

export interface ChainWalkOptions {
  /** Each chain is walked from here; the hash before is taken as it is told. @defaultValue 1 */
  fromSeq?: number;
  /** Chains may begin anywhere, as they do in an export. @defaultValue false */
  startsAnywhere?: boolean;
}

export interface ChainWalkDeps {
  keys: KeyRing;
  findings: LogFindings;
  checkpoints: CheckpointBook;
}

/**
 * Comes by every entry once, in order, and needs no more memory for many than for few. What was found out at one entry
 * does not spoil the next: the stored hash is what the next entry is held against.
 */
export class ChainWalk {
  readonly #options: Required<ChainWalkOptions>;
  readonly #deps: ChainWalkDeps;
  readonly #seals: SealCheck;
  readonly #starts = new Map<string, number>();
  readonly #ends = new Map<string, number>();
  #chain: string | undefined;
  #seq = 0;
  #hash: Uint8Array | undefined;
  #entries = 0;
  /** Begun with the entry behind it, so that a gap before that is named first. */
  #nextSeal: FoundSeal | undefined;

  constructor(options: ChainWalkOptions, deps: ChainWalkDeps) {
    this.#options = { fromSeq: 1, startsAnywhere: false, ...options };
    this.#deps = deps;
    this.#seals = new SealCheck(deps);
  }

  get entries(): number {
    return this.#entries;
  }

  get unsealed(): number {
    return this.#seals.unsealed;
  }

  get chains(): number {
    return this.#ends.size;
  }

  /** @returns what an entry says, if it can be read */
  visit(item: AuditItem): AuditEntry | undefined {
    if (item.kind === 'seal') {
      this.#beginSeal(item);
      return undefined;
    }
    const { findings, checkpoints } = this.#deps;
    const { chain, seq, hash } = item;
    this.#entries++;
    const previous = this.#previousOf(item);
    this.#beginSeal(undefined);
    const read = readEntry(item);
    if (!read.ok) {
      const detail = `entry ${seq} cannot be read: ${read.problem}`;
      findings.add({ kind: 'entry_unreadable', chain, seq, detail });
    } else {
      const columns = changedColumns(read.entry, item);
      if (columns.length > 0) {
        const detail = `entry ${seq} has another ${columns.join(', ')} than its column`;
        findings.add({ kind: 'column_changed', chain, seq, detail });
      }
      this.#checkBeginning(read.entry);
    }
    if (previous && !entryHash(previous, item.text).equals(hash)) {
      const detail = `entry ${seq} was changed, or stands behind another entry than it did`;
      findings.add({ kind: 'entry_changed', chain, seq, detail });
    }
    this.#seals.visit({ chain, seq, action: read.ok ? read.entry.action : undefined }, previous, hash);
    checkpoints.visit(chain, seq, hash);
    this.#chain = chain;
    this.#seq = seq;
    this.#hash = hash;
    this.#ends.set(chain, seq);
    return read.ok ? read.entry : undefined;
  }

  /** After the last item. */
  end(): void {
    this.#beginSeal(undefined);
    this.#seals.end();
    const { startsAnywhere, fromSeq } = this.#options;
    this.#deps.checkpoints.reportCut(this.#ends, (chain, seq) =>
      startsAnywhere ? seq >= (this.#starts.get(chain) ?? Number.POSITIVE_INFINITY) : seq >= fromSeq,
    );
  }

  #beginSeal(next: FoundSeal | undefined): void {
    if (this.#nextSeal) this.#seals.begin(this.#nextSeal);
    this.#nextSeal = next;
  }

  /** The hash that this entry follows, or undefined where nobody can tell. */
  #previousOf({ chain, seq, previous }: FoundEntry): Uint8Array | undefined {
    const isFirst = chain !== this.#chain;
    if (isFirst) this.#starts.set(chain, seq);
    const { startsAnywhere, fromSeq } = this.#options;
    const expected = isFirst ? (startsAnywhere ? seq : fromSeq) : this.#seq + 1;
    if (seq === expected) {
      if (!isFirst) return this.#hash;
      return seq === 1 ? NO_HASH : previous;
    }
    if (seq > expected) {
      const which = seq - 1 === expected ? `entry ${expected} is` : `entries ${expected} to ${seq - 1} are`;
      const detail = `${which} missing before entry ${seq}`;
      this.#deps.findings.add({ kind: 'entry_missing', chain, seq: expected, toSeq: seq - 1, detail });
    } else {
      this.#deps.findings.add({
        kind: 'entry_repeated',
        chain,
        seq,
        detail: `entry ${seq} is there more than once`,
      });
    }
    return undefined;
  }

  #checkBeginning({ chain, seq, action, details }: AuditEntry): void {
    if (chain === ROSTER_CHAIN && seq === 1) this.#seals.expectEarlierRows(Number(details.earlierRows ?? 0));
    const beginning = chain === ROSTER_CHAIN ? 'log.began' : 'chain.opened';
    if ((action === beginning) === (seq === 1)) return;
    const detail = `entry ${seq} is ${action}, where only the first entry of a chain is ${beginning}`;
    this.#deps.findings.add({ kind: 'entry_unreadable', chain, seq, detail });
  }
}
