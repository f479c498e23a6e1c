import { type Signer, signAuditSeal } from '@portero/protocol';
import { newId } from '@portero/runtime';
import {
  type AuditActor,
  type AuditEntry,
  ENTRY_VERSION,
  entryHash,
  entryText,
  NO_HASH,
} from './audit-entry.ts';

/** What is new about an entry; its place in the chain is given when it is appended. */
export type EntryDraft = Omit<AuditEntry, 'v' | 'chain' | 'seq' | 'at' | 'actor'>;

export interface EntryRow extends EntryDraft {
  readonly seq: number;
  readonly at: string;
  readonly text: string;
  readonly hash: Buffer;
}

/** Entries that belong into one transaction, and the state of the chain once it is committed. */
export interface ChainExtension {
  readonly chainId: string;
  readonly rows: readonly EntryRow[];
  readonly seal: { readonly fromSeq: number; readonly toSeq: number; readonly jws: string } | undefined;
}

export interface ChainOptions {
  actor: AuditActor;
  /** What the chain holds: `decisions`, `passages` (decisions that depend on them) or `acknowledgements`. */
  holds: string;
  /** Without one, entries stand unsealed, and an audit says so. */
  signer: Signer | undefined;
}

/**
 * The chain of one writer, who alone appends to it.
 *
 * States: new (no entry committed) → grown (head known) → new again, under another id, when it is not certain whether a
 * transaction came through. So a chain is never continued from a head that might not be its head: no fork, no gap, and
 * nothing to repair after a crash.
 */
export class Chain {
  readonly #options: ChainOptions;
  #id = newId();
  #seq = 0;
  #hash: Uint8Array = NO_HASH;
  /** Of the chain that was given up, for the opening entry of the next. */
  #earlier: { chain: string; seq: number } | undefined;

  constructor(options: ChainOptions) {
    this.#options = options;
  }

  /** Computes what to insert; the chain itself stays as it is until `committed`. */
  extend(drafts: readonly EntryDraft[], now: number): ChainExtension {
    const at = new Date(now).toISOString();
    const rows: EntryRow[] = [];
    let hash = this.#hash;
    for (const draft of this.#seq === 0 ? [this.#opening(), ...drafts] : drafts) {
      const seq = this.#seq + rows.length + 1;
      const actor = draft.action === 'chain.opened' ? { actor: this.#options.actor } : {};
      const text = entryText({ v: ENTRY_VERSION, chain: this.#id, seq, at, ...actor, ...draft });
      const next = entryHash(hash, text);
      rows.push({ ...draft, seq, at, text, hash: next });
      hash = next;
    }
    return { chainId: this.#id, rows, seal: this.#seal(rows) };
  }

  committed({ rows }: ChainExtension): void {
    const last = rows.at(-1)!;
    this.#seq = last.seq;
    this.#hash = last.hash;
  }

  /** After a transaction whose end is not known, or when somebody else has written to the chain. */
  abandon(): void {
    if (this.#seq > 0) this.#earlier = { chain: this.#id, seq: this.#seq };
    this.#id = newId();
    this.#seq = 0;
    this.#hash = NO_HASH;
  }

  #opening(): EntryDraft {
    const { holds } = this.#options;
    return { action: 'chain.opened', details: { holds, ...(this.#earlier && { after: this.#earlier }) } };
  }

  #seal(rows: readonly EntryRow[]): ChainExtension['seal'] {
    const { signer } = this.#options;
    if (!signer) return undefined;
    const fromSeq = rows[0]!.seq;
    const { seq: toSeq, hash } = rows.at(-1)!;
    return { fromSeq, toSeq, jws: sealOf({ chain: this.#id, fromSeq, toSeq }, this.#hash, hash, signer) };
  }
}

/** The signature of a writer over what it appended: the entries, their place, and what they follow. */
export function sealOf(
  range: { chain: string; fromSeq: number; toSeq: number },
  previous: Uint8Array,
  hash: Uint8Array,
  signer: Signer,
): string {
  const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
  return signAuditSeal({ v: 1, ...range, previous: base64url(previous), hash: base64url(hash) }, signer);
}
