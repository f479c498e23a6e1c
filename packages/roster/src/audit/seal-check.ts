import { type AuditSeal, type KeyRing, openAuditSeal } from '@portero/protocol';
import { ROSTER_CHAIN } from './audit-entry.ts';
import type { FoundSeal } from './audit-item.ts';
import type { LogFindings } from './finding.ts';

interface Place {
  readonly chain: string;
  readonly seq: number;
  readonly action: string | undefined;
}

/** Holds the seals of a walk against the entries that it comes by. */
export class SealCheck {
  readonly #keys: KeyRing;
  readonly #findings: LogFindings;
  #seal: FoundSeal | undefined;
  #signed: AuditSeal | undefined;
  /** The run of entries without a seal that the walk is in. */
  #bare: { chain: string; seq: number; toSeq: number } | undefined;
  #unsealed = 0;
  /** Rows of the roster that the log found when it began; each has an entry right behind the first. */
  #earlierRows = 0;

  constructor({ keys, findings }: { keys: KeyRing; findings: LogFindings }) {
    this.#keys = keys;
    this.#findings = findings;
  }

  get unsealed(): number {
    return this.#unsealed;
  }

  expectEarlierRows(count: number): void {
    this.#earlierRows = count;
  }

  begin(seal: FoundSeal): void {
    this.end();
    this.#seal = seal;
    this.#signed = undefined;
    const { chain, fromSeq, toSeq, jws } = seal;
    const opened = openAuditSeal(jws, this.#keys);
    const place = { chain, seq: fromSeq, toSeq };
    if (!opened.ok) {
      const detail = `the signature over entries ${fromSeq} to ${toSeq} is not to be trusted: ${opened.detail}`;
      this.#findings.add({ kind: 'seal_invalid', ...place, detail });
      return;
    }
    const signed = opened.value;
    if (signed.chain === chain && signed.fromSeq === fromSeq && signed.toSeq === toSeq) {
      this.#signed = signed;
      return;
    }
    const detail = `the signature stored for entries ${fromSeq} to ${toSeq} is over others`;
    this.#findings.add({ kind: 'seal_invalid', ...place, detail });
  }

  /** @param previous hash of the entry before, where it is known */
  visit(place: Place, previous: Uint8Array | undefined, hash: Uint8Array): void {
    const { chain, seq } = place;
    const seal = this.#seal;
    if (!seal || seal.chain !== chain || seq < seal.fromSeq || seq > seal.toSeq) {
      this.#visitBare(place);
      return;
    }
    this.#endBare();
    const signed = this.#signed;
    if (signed && seq === seal.fromSeq && previous && !isHash(signed.previous, previous)) {
      this.#broken(seal, `the signature over entries ${seal.fromSeq} to ${seal.toSeq} follows another entry`);
    }
    if (seq !== seal.toSeq) return;
    if (signed && !isHash(signed.hash, hash)) {
      this.#broken(seal, `entries ${seal.fromSeq} to ${seal.toSeq} are not those that were signed`);
    }
    this.#seal = undefined;
  }

  /** When the walk is over, or another seal begins. */
  end(): void {
    this.#endBare();
    const seal = this.#seal;
    this.#seal = undefined;
    if (!seal) return;
    const { chain, fromSeq: seq, toSeq } = seal;
    const detail = `entries ${seq} to ${toSeq} were signed and are not there, or not all`;
    this.#findings.add({ kind: 'seal_orphaned', chain, seq, toSeq, detail });
  }

  #broken({ chain, fromSeq: seq, toSeq }: FoundSeal, detail: string): void {
    this.#findings.add({ kind: 'seal_broken', chain, seq, toSeq, detail });
  }

  /** The first entries of the log are written by the migration, which has no key; whatever follows signs their hash. */
  #visitBare({ chain, seq, action = '' }: Place): void {
    const isEarlier = action.endsWith('.found') && seq <= 1 + this.#earlierRows;
    if (chain === ROSTER_CHAIN && (isEarlier || (seq === 1 && action === 'log.began'))) return;
    this.#unsealed++;
    if (this.#bare?.chain === chain && this.#bare.toSeq === seq - 1) this.#bare.toSeq = seq;
    else {
      this.#endBare();
      this.#bare = { chain, seq, toSeq: seq };
    }
  }

  #endBare(): void {
    const bare = this.#bare;
    this.#bare = undefined;
    if (!bare) return;
    const { seq, toSeq } = bare;
    const which = seq === toSeq ? `entry ${seq} was` : `entries ${seq} to ${toSeq} were`;
    const detail = `${which} written by somebody without a key, such as a bare SQL client`;
    this.#findings.add({ kind: 'entry_unsealed', ...bare, detail });
  }
}

function isHash(base64url: string, hash: Uint8Array): boolean {
  return base64url === Buffer.from(hash).toString('base64url');
}
