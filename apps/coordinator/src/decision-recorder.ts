import type { Passage } from '@portero/access';
import { type DoorSituation, isRetryable, type PassageQuestion, type Roster } from '@portero/roster';
import { type Clock, errorMessage, type Logger, newId } from '@portero/runtime';
import { isDeadlineExceeded, withDeadline } from './deadline.ts';
import type { StageTimings } from './decision-event.ts';
import type { DeferredWrites } from './deferred-writes.ts';
import type { CoordinatorMetrics } from './metrics.ts';
import { newDecisionOf, type Question, type Verdict, verdictFromRow } from './verdict.ts';

/** `ignored`: the question is a replay that nobody waits for, or its request id is somebody else's. */
export type Recording =
  | { kind: 'decided'; verdict: Verdict }
  | { kind: 'ignored'; reason: 'replay_expired' | 'request_id_conflict' };

export interface DecisionRecorderOptions {
  databaseTimeoutMs: number;
  /** How old the earlier decision on the same request may be to be sent again. */
  replayableMs: number;
}

export interface DecisionRecorderDeps {
  decisions: Pick<Roster['decisions'], 'record'>;
  passages: Roster['passages'];
  metrics: Pick<CoordinatorMetrics, 'databaseErrors'>;
  deferred: DeferredWrites;
  logger: Logger;
  clock: Clock;
}

/** A question that is decided where it is recorded. */
export interface PassageToRecord {
  asked: PassageQuestion;
  question: Question;
  timings: StageTimings;
  /** Of the door, for an earlier unlock that is sent again. */
  pulseMs: number | undefined;
}

export interface SettledVerdict {
  verdict: Verdict;
  /** What its unlock does to areas and escorts. */
  passage?: Passage | undefined;
}

/**
 * Puts each decision into the database before its command is published.
 *
 * Invariants: an unlock that is not in the database is turned into a denial; a denial that is not goes out all the
 * same and is written later, with the time of the decision; for a request that already has a row, the row counts.
 */
export class DecisionRecorder {
  readonly #options: DecisionRecorderOptions;
  readonly #deps: DecisionRecorderDeps;

  constructor(options: DecisionRecorderOptions, deps: DecisionRecorderDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  /** @param pulseMs of the door, for an earlier unlock that is sent again */
  async record(verdict: Verdict, pulseMs: number | undefined): Promise<Recording> {
    const startedMs = this.#deps.clock.monotonicMs();
    try {
      const { recorded, duplicate } = await withDeadline(
        'recording a decision',
        this.#options.databaseTimeoutMs,
        this.#deps.decisions.record(newDecisionOf(verdict)),
      );
      const timings = { ...verdict.timings, recordMs: this.#deps.clock.monotonicMs() - startedMs };
      if (!duplicate || recorded.id === verdict.decisionId) {
        return { kind: 'decided', verdict: { ...verdict, recorded: true, timings } };
      }
      return this.#earlier(recorded, { question: verdict.question, timings, pulseMs });
    } catch (error) {
      this.#deps.metrics.databaseErrors.inc({ step: 'record' });
      this.#deps.logger.error(
        { requestId: verdict.question.requestId, reason: errorMessage(error) },
        'a decision could not be recorded',
      );
      const denial = asDenial(verdict, isUnavailable(error) ? 'roster_unavailable' : 'internal_error');
      this.defer(denial);
      return { kind: 'decided', verdict: denial };
    }
  }

  /**
   * Decides and records at once. When the database cannot say whether it did, the door is answered with a denial; its
   * acknowledgement of that, or none in time, tells that nobody has passed.
   *
   * @throws {RosterError} or `DEADLINE_EXCEEDED`
   */
  async recordPassage(
    { asked, question, timings: before, pulseMs }: PassageToRecord,
    settle: (situation: DoorSituation, nowMs: number) => SettledVerdict,
  ): Promise<Recording> {
    const startedMs = this.#deps.clock.monotonicMs();
    let settled: SettledVerdict | undefined;
    const { recorded, duplicate } = await withDeadline(
      'recording a passage',
      this.#options.databaseTimeoutMs,
      this.#deps.passages.record(asked, (situation, now) => {
        settled = settle(situation, now.getTime());
        const { crossings, escortDecisionId } = settled.passage ?? {};
        return { decision: newDecisionOf(settled.verdict), crossings, escortDecisionId };
      }),
    );
    const timings = { ...before, recordMs: this.#deps.clock.monotonicMs() - startedMs };
    if (duplicate || !settled) return this.#earlier(recorded, { question, timings, pulseMs });
    for (const { areaId } of settled.passage?.crossings.filter(({ violation }) => violation) ?? []) {
      const { requestId, door } = question;
      this.#deps.logger.warn({ requestId, door, areaId }, 'let pass against the anti-passback rule');
    }
    return { kind: 'decided', verdict: { ...settled.verdict, recorded: true, timings } };
  }

  /** For denials made because the database is away or overloaded: written when it has time. */
  defer(denial: Verdict): void {
    this.#deps.deferred.add(denial.question.requestId, () => this.#writeLate(denial));
  }

  #earlier(
    row: Parameters<typeof verdictFromRow>[0],
    { question, timings, pulseMs }: Omit<PassageToRecord, 'asked'>,
  ): Recording {
    if (row.door !== question.door || row.bootId !== question.bootId) {
      return { kind: 'ignored', reason: 'request_id_conflict' };
    }
    const tooOld = this.#deps.clock.now() - row.decidedAt.getTime() > this.#options.replayableMs;
    if (tooOld || (row.action === 'unlock' && pulseMs === undefined)) {
      return { kind: 'ignored', reason: 'replay_expired' };
    }
    return { kind: 'decided', verdict: verdictFromRow(row, { question, pulseMs, timings }) };
  }

  async #writeLate(verdict: Verdict): Promise<void> {
    const { recorded } = await withDeadline(
      'recording an earlier decision',
      this.#options.databaseTimeoutMs * 5,
      this.#deps.decisions.record(newDecisionOf(verdict)),
    );
    if (recorded.action === verdict.outcome.action) return;
    // An unlock whose row came through after its deadline, or a stale replay of an earlier one. The door was told to
    // stay shut; its acknowledgement says so too.
    this.#deps.logger.warn(
      { requestId: verdict.question.requestId, recorded: recorded.action, sent: verdict.outcome.action },
      'the record holds another decision than the one that was sent',
    );
  }
}

/** Whether the database, not the question, is to blame. */
export function isUnavailable(error: unknown): boolean {
  return isRetryable(error) || isDeadlineExceeded(error);
}

/** A denial keeps its own reason; an unlock becomes one, under an id of its own. */
function asDenial(verdict: Verdict, reason: string): Verdict {
  if (verdict.outcome.action === 'deny') return verdict;
  const { personId } = verdict.outcome;
  return { ...verdict, decisionId: newId(), outcome: { action: 'deny', reason, personId } };
}
