import type { Transaction } from '../database/database.ts';
import type { DecisionRow } from '../decisions/decision.ts';
import { FIND_BY_IDS } from '../decisions/decision-queries.ts';
import { type StoredDecision, toDecision } from '../decisions/stored-decision.ts';
import { isUuid } from '../validate.ts';
import type { AuditEntry } from './audit-entry.ts';
import { canonicalJson, type JsonValue } from './canonical-json.ts';
import { acknowledgementDetails, rowDetails } from './decision-entry.ts';
import { DECISIONS_IN_LOG, type DecisionInLog, EarlierDecisions } from './earlier-decisions.ts';
import type { LogFindings } from './finding.ts';

const PAGE = 500;
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

/** Holds the table of decisions against the log, in both directions, a page at a time. */
export class DecisionCheck {
  readonly #transaction: Transaction;
  readonly #findings: LogFindings;
  #entries: AuditEntry[] = [];
  #earlier = { count: 0, digest: '' };

  constructor({ transaction, findings }: { transaction: Transaction; findings: LogFindings }) {
    this.#transaction = transaction;
    this.#findings = findings;
  }

  /** To be told of every entry of the walk. */
  async visit(entry: AuditEntry): Promise<void> {
    if (entry.action === 'log.began') {
      const { earlierDecisions: count, earlierDigest: digest } = entry.details;
      this.#earlier = { count: Number(count), digest: String(digest) };
    }
    if (!entry.action.startsWith('decision.')) return;
    this.#entries.push(entry);
    if (this.#entries.length >= PAGE) await this.#compare();
  }

  /** After the walk. @param all whether every entry was walked by, so that what is not among them is missing */
  async end(all: boolean): Promise<void> {
    await this.#compare();
    if (all) await this.#findUnlogged();
  }

  async #compare(): Promise<void> {
    const entries = this.#entries;
    this.#entries = [];
    if (entries.length === 0) return;
    const ids = entries.flatMap(({ subject = '' }) => (isUuid(subject) ? [subject] : []));
    const stored = await this.#transaction.rows<StoredDecision>(FIND_BY_IDS, [ids]);
    const rows = new Map(stored.map((row) => [row.id, toDecision(row)]));
    for (const entry of entries) this.#compareOne(entry, rows.get(entry.subject ?? ''));
  }

  #compareOne({ chain, seq, subject, action, details, person, door }: AuditEntry, row?: DecisionRow): void {
    const place = { chain, seq, ...(subject !== undefined && { decisionId: subject }) };
    if (!row) {
      const detail = `the decision ${subject} of entry ${seq} is not in the table of decisions`;
      this.#findings.add({ kind: 'decision_missing', ...place, detail });
      return;
    }
    const isAcknowledgement = action === 'decision.acknowledged';
    const { basis: _, ...logged } = details;
    const said = isAcknowledgement ? { door, details } : { person, door, details: logged };
    if (isSame(said, isAcknowledgement ? acknowledgementOf(row) : decisionOf(row))) return;
    const kind = isAcknowledgement ? 'acknowledgement_changed' : 'decision_changed';
    const detail = `the ${isAcknowledgement ? 'acknowledgement of the ' : ''}decision ${subject} is not as entry ${seq} has it`;
    this.#findings.add({ kind, ...place, detail });
  }

  async #findUnlogged(): Promise<void> {
    const earlier = new EarlierDecisions();
    const unlogged: string[] = [];
    for (let after = NIL_UUID; ; ) {
      const page = await this.#transaction.rows<DecisionInLog>(DECISIONS_IN_LOG, [after, PAGE]);
      for (const { id, isMade, isAcknowledged, line } of page) {
        if (line !== null) {
          earlier.add(line);
          if (unlogged.length < PAGE) unlogged.push(id);
        } else if (isMade && !isAcknowledged) {
          const detail = `the acknowledgement of the decision ${id} is not in the log`;
          this.#findings.add({ kind: 'acknowledgement_changed', decisionId: id, detail });
        }
      }
      const last = page.at(-1);
      if (!last || page.length < PAGE) break;
      after = last.id;
    }
    if (earlier.isAsSaid(this.#earlier)) return;
    if (this.#earlier.count > 0) {
      const detail = `there are ${earlier.count} decisions without an entry; of the ${this.#earlier.count} from before there was a log, one or more were changed, added or removed`;
      this.#findings.add({ kind: 'earlier_decisions_changed', detail });
      return;
    }
    for (const id of unlogged) {
      const detail = `the decision ${id} stands in its table and not in the log`;
      this.#findings.add({ kind: 'decision_unlogged', decisionId: id, detail });
    }
  }
}

function decisionOf(row: DecisionRow) {
  return { person: row.personId, door: row.door, details: rowDetails(row) };
}

function acknowledgementOf({ door, requestId, ackOutcome, ackReason, ackedAt }: DecisionRow) {
  if (!ackOutcome || !ackedAt) return { door };
  const details = acknowledgementDetails({ requestId, outcome: ackOutcome, reason: ackReason, at: ackedAt });
  return { door, details };
}

/** A row that holds what JSON cannot, such as NaN, is none that we have written. */
function isSame(said: JsonValue, found: JsonValue): boolean {
  try {
    return canonicalJson(said) === canonicalJson(found);
  } catch {
    return false;
  }
}
