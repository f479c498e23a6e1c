import type { Chain, ChainExtension } from '../audit/chain.ts';
import { decisionDraft } from '../audit/decision-entry.ts';
import type { Database } from '../database/database.ts';
import { isRolledBack, violatedConstraint } from '../database/database-error.ts';
import type { Settled } from '../database/group-work.ts';
import type { DecisionBasis, DecisionRow, RecordedDecision } from './decision.ts';
import { insertDecisions } from './insert-decisions.ts';

export interface DecisionToWrite {
  readonly row: DecisionRow;
  readonly basis: DecisionBasis | undefined;
}

export interface DecisionWriterDeps {
  database: Database;
  /** Opened at the first decision. */
  chain(): Promise<Chain>;
  findByRequestIds(requestIds: readonly string[]): Promise<DecisionRow[]>;
  now(): number;
}

type Outcome = Settled<RecordedDecision>;

/**
 * Writes a group of decisions with their entries and their seal in one statement, which is one transaction: one round
 * trip and one commit, however many they are. A decision whose request has one already fails the statement as a whole;
 * then it is taken out, and the others are written without it.
 */
export class DecisionWriter {
  readonly #deps: DecisionWriterDeps;

  constructor(deps: DecisionWriterDeps) {
    this.#deps = deps;
  }

  /** @returns one outcome for each, in their order; never rejects */
  async write(group: readonly DecisionToWrite[]): Promise<readonly Outcome[]> {
    const outcomes = new Map<DecisionToWrite, Outcome>();
    try {
      const chain = await this.#deps.chain();
      for (let rest = group; rest.length > 0; rest = group.filter((item) => !outcomes.has(item))) {
        await this.#attempt(rest, chain, outcomes);
      }
    } catch (error) {
      for (const item of group) if (!outcomes.has(item)) outcomes.set(item, { error });
    }
    return group.map((item) => outcomes.get(item)!);
  }

  /** Settles at least one of them, or throws; after a fork of the chain it settles none, and the next attempt will. */
  async #attempt(
    items: readonly DecisionToWrite[],
    chain: Chain,
    outcomes: Map<DecisionToWrite, Outcome>,
  ): Promise<void> {
    const drafts = items.map(({ row, basis }) => decisionDraft(row, basis));
    const extension = chain.extend(drafts, this.#deps.now());
    try {
      await this.#insert(items, extension);
    } catch (error) {
      if (!isRolledBack(error)) chain.abandon();
      const constraint = violatedConstraint(error);
      if (constraint === 'decisions_request_id_key') return this.#settleDuplicates(items, error, outcomes);
      // Somebody else wrote to our chain. An audit will find their entry; ours go into a chain of their own.
      if (constraint === 'audit_entries_pkey' || constraint === 'audit_seals_pkey') return chain.abandon();
      if (items.length === 1 || !isRolledBack(error)) throw error;
      for (const item of items) {
        await this.#attempt([item], chain, outcomes).catch((cause) => outcomes.set(item, { error: cause }));
      }
      return;
    }
    chain.committed(extension);
    for (const item of items) outcomes.set(item, { outcome: { recorded: item.row, duplicate: false } });
  }

  async #settleDuplicates(
    items: readonly DecisionToWrite[],
    error: unknown,
    outcomes: Map<DecisionToWrite, Outcome>,
  ): Promise<void> {
    const earlier = await this.#deps.findByRequestIds(items.map(({ row }) => row.requestId));
    // The row that stood in the way must be visible: it is committed, and nobody can delete it in an orderly way.
    if (earlier.length === 0) throw error;
    for (const item of items) {
      const recorded = earlier.find(({ requestId }) => requestId === item.row.requestId.toLowerCase());
      if (recorded) outcomes.set(item, { outcome: { recorded, duplicate: true } });
    }
  }

  async #insert(items: readonly DecisionToWrite[], extension: ChainExtension): Promise<void> {
    const { statement, values } = insertDecisions(
      items.map(({ row }) => row),
      extension,
    );
    await this.#deps.database.rows('recording decisions', statement, values);
  }
}
