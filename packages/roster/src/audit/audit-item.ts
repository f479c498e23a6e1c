/** An entry as it was found, in the database or in a file. */
export interface FoundEntry {
  readonly kind: 'entry';
  readonly chain: string;
  readonly seq: number;
  readonly text: string;
  readonly hash: Uint8Array;
  /** The hash before, where it is told; looked at for the first entry of a walk only. */
  readonly previous?: Uint8Array | undefined;
  /** Of the table, which repeats them to search by; absent in a file. */
  readonly columns?: EntryColumns | undefined;
}

export interface EntryColumns {
  readonly at: Date;
  readonly action: string;
  readonly subject: string | null;
  readonly person: string | null;
  readonly door: string | null;
}

export interface FoundSeal {
  readonly kind: 'seal';
  readonly chain: string;
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly jws: string;
}

/** In the order of chain and number; a seal stands before the first entry that it covers. */
export type AuditItem = FoundEntry | FoundSeal;

/** Joins entries and seals, each in the order of chain and (first) number, into one stream. */
export async function* inOrder(
  entries: AsyncIterable<FoundEntry>,
  seals: AsyncIterable<FoundSeal>,
): AsyncGenerator<AuditItem> {
  const sealing = seals[Symbol.asyncIterator]();
  let seal = await sealing.next();
  for await (const entry of entries) {
    while (!seal.done && comesBefore(seal.value, entry)) {
      yield seal.value;
      seal = await sealing.next();
    }
    yield entry;
  }
  for (; !seal.done; seal = await sealing.next()) yield seal.value;
}

/** Postgres has UUIDs in the order of their bytes, which is that of their lower-case text. */
function comesBefore(seal: FoundSeal, entry: FoundEntry): boolean {
  return seal.chain < entry.chain || (seal.chain === entry.chain && seal.fromSeq <= entry.seq);
}
