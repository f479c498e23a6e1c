import { createHash } from 'node:crypto';
import type { Statement } from '../database/database.ts';
import { NO_HASH } from './audit-entry.ts';

/**
 * A decision from before there was a log, in one line: as the migration `audit_chain` wrote it when it took the digest. An
 * acknowledgement that came later has an entry of its own, and did not stand there then.
 */
const LINE = `concat_ws('|', d.id, d.request_id, d.door, coalesce(d.door_id::text, ''), d.boot_id, d.seq, d.mode,
  coalesce(d.person_id::text, ''), d.action, d.reason, coalesce(d.distance_l2::text, ''),
  coalesce(d.second_distance_l2::text, ''), coalesce(d.threshold_l2::text, ''), coalesce(d.margin_l2::text, ''),
  d.model_id, d.policy_version, d.quality, round(extract(epoch FROM d.captured_at) * 1000),
  round(extract(epoch FROM d.decided_at) * 1000), d.latency, coalesce(d.frames::text, ''),
  CASE WHEN acked.logged THEN '' ELSE coalesce(d.ack_outcome, '') END,
  CASE WHEN acked.logged THEN '' ELSE coalesce(d.ack_reason, '') END,
  CASE WHEN acked.logged THEN '' ELSE coalesce(round(extract(epoch FROM d.acked_at) * 1000)::text, '') END)`;

/** A page of decisions behind $1: whether each is in the log, and the line of those that are not. */
export const DECISIONS_IN_LOG: Statement = {
  name: 'decisions-in-log',
  text: `
    SELECT d.id, made.logged AS "isMade", acked.logged OR num_nonnulls(d.ack_outcome, d.ack_reason, d.acked_at) = 0 AS "isAcknowledged",
      CASE WHEN NOT made.logged THEN ${LINE} END AS line
    FROM (SELECT * FROM decisions WHERE id > $1 ORDER BY id LIMIT $2) d
    CROSS JOIN LATERAL (SELECT EXISTS (
      SELECT FROM audit_entries e WHERE e.subject_id = d.id AND e.action = 'decision.made') AS logged) made
    CROSS JOIN LATERAL (SELECT EXISTS (
      SELECT FROM audit_entries e WHERE e.subject_id = d.id AND e.action = 'decision.acknowledged') AS logged) acked
    ORDER BY d.id`,
};

export interface DecisionInLog {
  readonly id: string;
  readonly isMade: boolean;
  readonly isAcknowledged: boolean;
  readonly line: string | null;
}

/** The digest over decisions from before there was a log, taken again. */
export class EarlierDecisions {
  #digest: Buffer = NO_HASH;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(line: string): void {
    this.#count++;
    this.#digest = createHash('sha256').update(this.#digest).update(line, 'utf8').digest();
  }

  /** @param said what the first entry of the log says about them */
  isAsSaid(said: { count: number; digest: string }): boolean {
    return said.count === this.#count && said.digest === this.#digest.toString('hex');
  }
}
