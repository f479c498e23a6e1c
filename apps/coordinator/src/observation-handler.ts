import { type Decision, type DenialReason, denial } from '@portero/access';
import type { BusMessage } from '@portero/bus';
import { type DoorAddress, formatEdge, type Observation, type ObservationOpener } from '@portero/protocol';
import type { DoorSituation } from '@portero/roster';
import { type Clock, errorMessage, type Logger, newId } from '@portero/runtime';
import type { Admission } from './admission.ts';
import type { AnsweredRequests } from './answered-requests.ts';
import type { AttemptLimit } from './attempt-limit.ts';
import type { BootClocks } from './boot-clocks.ts';
import type { CommandPublisher } from './command-publisher.ts';
import type { StageTimings } from './decision-event.ts';
import type { DecisionMaker, MadeDecision } from './decision-maker.ts';
import { type DecisionRecorder, isUnavailable, type Recording } from './decision-recorder.ts';
import type { EdgeDirectory } from './edge-directory.ts';
import type { CoordinatorMetrics } from './metrics.ts';
import { openMessage } from './observation-opener.ts';
import { Stopwatch } from './stopwatch.ts';
import { evidenceOf, type Question, type Verdict } from './verdict.ts';

export interface ObservationHandlerOptions {
  /** Older observations are denied without being looked at. */
  observationTtlMs: number;
}

export interface ObservationHandlerDeps {
  edges: Pick<EdgeDirectory, 'keysOf'>;
  opener: ObservationOpener;
  bootClocks: BootClocks;
  answered: AnsweredRequests<Recording>;
  /** Observations of one edge, whatever they are worth. */
  rates: AttemptLimit;
  admission: Admission;
  maker: DecisionMaker;
  recorder: DecisionRecorder;
  publisher: CommandPublisher;
  /** Told of each verdict after its command went out. */
  onVerdict(verdict: Verdict, replayed: boolean, timings: StageTimings): void;
  metrics: Pick<CoordinatorMetrics, 'refused' | 'databaseErrors'>;
  logger: Logger;
  clock: Clock;
}

interface VerdictBasis {
  doorId?: string | undefined;
  basisOf?: MadeDecision['basisOf'] | undefined;
  timings: StageTimings;
}

/**
 * From an observation on the bus to a signed answer for its door.
 *
 * ```
 * opened? ──no──▶ counted, no answer: nobody has shown to be the edge of that door
 *   │ yes
 * answered before? ──yes──▶ the same verdict, signed anew ──────────────────────┐
 *   │ no                                                                        ▼
 * fresh? ─▶ admitted? ─▶ decided ─▶ recorded ─────────────────────────────▶ published
 *   └──────────┴────────────┴────────── any failure is a denial with its reason ─┘
 * ```
 */
export class ObservationHandler {
  readonly #options: ObservationHandlerOptions;
  readonly #deps: ObservationHandlerDeps;

  constructor(options: ObservationHandlerOptions, deps: ObservationHandlerDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  /** Never rejects. */
  async handle(message: BusMessage): Promise<void> {
    try {
      await this.#handle(message);
    } catch (error) {
      this.#deps.logger.error({ reason: errorMessage(error) }, 'an observation got no answer');
    }
  }

  async #handle(message: BusMessage): Promise<void> {
    const { clock, publisher, answered } = this.#deps;
    const receivedAtMs = clock.monotonicMs();
    const watch = new Stopwatch(clock);
    const opened = await openMessage(message, this.#deps);
    if (!opened.ok) return this.#refuse(opened.reason, { door: opened.door, detail: opened.detail });
    const { observation, door } = opened;
    const openMs = watch.lapMs();
    const ageMs = this.#deps.bootClocks.ageMs({
      edge: formatEdge(door),
      bootId: observation.bootId,
      issuedAt: observation.issuedAt,
      receivedAtMs,
    });
    const { answer, replayed } = await answered.answer(`${observation.door} ${observation.requestId}`, () =>
      this.#answer(observation, door, ageMs, openMs),
    );
    const { requestId } = observation;
    if (answer.kind === 'ignored') return this.#refuse(answer.reason, { door: observation.door, requestId });
    if (replayed && this.#isStale(observation, ageMs)) {
      return this.#refuse('replay_expired', { door: observation.door, requestId });
    }
    const timings = await publisher.publish(answer.verdict);
    this.#deps.onVerdict(answer.verdict, replayed, { ...answer.verdict.timings, ...timings });
  }

  /** Never rejects: whatever goes wrong in here becomes a denial. */
  async #answer(
    observation: Observation,
    door: DoorAddress,
    ageMs: number,
    openMs: number,
  ): Promise<Recording> {
    const question = questionOf(observation);
    if (this.#isStale(observation, ageMs)) return this.#denyLater(question, 'stale_observation', { openMs });
    try {
      const admitted = await this.#deps.admission.run(formatEdge(door), (queueMs) =>
        this.#decideAndRecord(observation, door, question, { queueMs, openMs }),
      );
      return admitted.admitted ? admitted.value : this.#denyLater(question, 'overloaded', { openMs });
    } catch (error) {
      const unavailable = isUnavailable(error);
      if (unavailable) this.#deps.metrics.databaseErrors.inc({ step: 'decide' });
      this.#deps.logger.error(
        { requestId: question.requestId, door: question.door, reason: errorMessage(error) },
        unavailable ? 'the database could not be asked' : 'a decision failed',
      );
      return this.#denyLater(question, unavailable ? 'roster_unavailable' : 'internal_error', { openMs });
    }
  }

  async #decideAndRecord(
    observation: Observation,
    door: DoorAddress,
    question: Question,
    before: StageTimings,
  ): Promise<Recording> {
    const made = await this.#deps.maker.make(observation, door);
    const basis = { doorId: made.door?.id, basisOf: made.basisOf, timings: { ...before, ...made.timings } };
    const pulseMs = made.door?.pulseMs;
    if (made.decision) {
      return this.#deps.recorder.record(this.#verdictOf(question, made.decision, basis), pulseMs);
    }
    const { question: asked, settle } = made.guard;
    const settleVerdict = (situation: DoorSituation, nowMs: number) => {
      const decision = settle(situation, nowMs);
      const verdict = this.#verdictOf(question, decision, basis);
      return decision.action === 'unlock' ? { verdict, passage: decision.passage } : { verdict };
    };
    const passage = {
      asked: { ...asked, requestId: question.requestId },
      question,
      timings: basis.timings,
      pulseMs,
    };
    return this.#deps.recorder.recordPassage(passage, settleVerdict);
  }

  /** A denial needs no row before it is sent; the row follows when there is time. */
  #denyLater(question: Question, reason: DenialReason, timings: StageTimings): Recording {
    const verdict = this.#verdictOf(question, denial(reason), { timings });
    this.#deps.recorder.defer(verdict);
    return { kind: 'decided', verdict };
  }

  #verdictOf(question: Question, decision: Decision, { doorId, basisOf, timings }: VerdictBasis): Verdict {
    return {
      decisionId: newId(this.#deps.clock.now()),
      question,
      outcome: decision,
      evidence: evidenceOf(decision.evidence, question),
      basis: basisOf?.(decision),
      policyVersion: decision.policyVersion,
      decidedAt: this.#deps.clock.now(),
      doorId,
      recorded: false,
      timings,
    };
  }

  /** The edge's own life span counts where it is the shorter one. */
  #isStale({ issuedAt, expiresAt }: Observation, ageMs: number): boolean {
    return ageMs > Math.min(this.#options.observationTtlMs, expiresAt - issuedAt);
  }

  #refuse(reason: string, fields: Record<string, unknown>): void {
    this.#deps.metrics.refused.inc({ kind: 'observation', reason });
    this.#deps.logger.warn({ reason, ...fields }, 'observation refused');
  }
}

function questionOf(observation: Observation): Question {
  const { requestId, nonce, bootId, seq, door, mode, modelId, frames } = observation;
  const quality = Math.max(...frames.map((frame) => frame.quality));
  const capturedAt = frames.map((frame) => frame.capturedAt);
  return { requestId, nonce, bootId, seq, door, mode, modelId, quality, capturedAt };
}
