import type { Chain } from '../audit/chain.ts';
import { extensionParts } from '../audit/chain-statement.ts';
import { type Acknowledged, acknowledgementDraft } from '../audit/decision-entry.ts';
import type { Database } from '../database/database.ts';
import { isRolledBack, violatedConstraint } from '../database/database-error.ts';
import type { Settled } from '../database/group-work.ts';
import { ACKNOWLEDGE } from './decision-queries.ts';

export interface AcknowledgementToWrite extends Omit<Acknowledged, 'id' | 'door'> {
  /** Whoever speaks for it speaks for no other. @defaultValue whichever the decision is about */
  readonly door?: string | undefined;
}

export interface AcknowledgementWriterDeps {
  database: Database;
  /** Opened at the first acknowledgement. */
  chain(): Promise<Chain>;
  now(): number;
}

/** Attempts at a chain that somebody else writes to. */
const ATTEMPTS = 3;

/**
 * Adds acknowledgements to decisions that have none yet, and an entry for each that was added, in one transaction. They
 * have a chain of their own, so that no decision waits for them.
 */
export class AcknowledgementWriter {
  readonly #deps: AcknowledgementWriterDeps;

  constructor(deps: AcknowledgementWriterDeps) {
    this.#deps = deps;
  }

  /** @returns for each, in their order, whether it was added; never rejects */
  async write(group: readonly AcknowledgementToWrite[]): Promise<readonly Settled<boolean>[]> {
    try {
      const added = await this.#write(group, await this.#deps.chain(), ATTEMPTS);
      return group.map(({ requestId }) => ({ outcome: added.has(requestId.toLowerCase()) }));
    } catch (error) {
      return group.map(() => ({ error }));
    }
  }

  async #write(
    group: readonly AcknowledgementToWrite[],
    chain: Chain,
    attempts: number,
  ): Promise<ReadonlySet<string>> {
    try {
      const { added, extension } = await this.#transaction(group, chain);
      if (extension) chain.committed(extension);
      return added;
    } catch (error) {
      const constraint = violatedConstraint(error);
      const isFork = constraint === 'audit_entries_pkey' || constraint === 'audit_seals_pkey';
      if (isFork || !isRolledBack(error)) chain.abandon();
      if (isFork && attempts > 1) return this.#write(group, chain, attempts - 1);
      throw error;
    }
  }

  #transaction(group: readonly AcknowledgementToWrite[], chain: Chain) {
    return this.#deps.database.transaction('acknowledging decisions', async (transaction) => {
      const hit = await transaction.rows<{ id: string; requestId: string; door: string }>(ACKNOWLEDGE, [
        group.map(({ requestId }) => requestId),
        group.map(({ outcome }) => outcome),
        group.map(({ reason }) => reason ?? null),
        group.map(({ at }) => at.toISOString()),
        group.map(({ door }) => door ?? null),
      ]);
      const added = new Set(hit.map(({ requestId }) => requestId));
      if (hit.length === 0) return { added, extension: undefined };
      const drafts = hit.map((row) => {
        const { outcome, reason, at } = group.find(
          ({ requestId }) => requestId.toLowerCase() === row.requestId,
        )!;
        return acknowledgementDraft({ ...row, outcome, reason, at });
      });
      const extension = chain.extend(drafts, this.#deps.now());
      const audit = extensionParts(extension, 1);
      const statement = { name: 'append-acknowledgements', text: `WITH ${audit.text} SELECT` };
      await transaction.rows(statement, audit.values);
      return { added, extension };
    });
  }
}
