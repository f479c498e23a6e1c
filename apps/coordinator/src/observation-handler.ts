import { type DenialReason, denial } from '@portero/access';
import type { BusMessage } from '@portero/bus';
import {
  type DoorAddress,
  type EdgeMessageOpener,
  formatEdge,
  type Observation,
  type OpenedObservation,
} from '@portero/protocol';
import type { DoorSituation } from '@portero/roster';
import { type Clock, errorMessage, type Logger } from '@portero/runtime';
import type { Admission } from './admission.ts';
import type { AnsweredRequests } from './answered-requests.ts';
import type { AttemptLimit } from './attempt-limit.ts';
import type { BootClocks } from './boot-clocks.ts';
import type { CommandPublisher } from './command-publisher.ts';
import type { StageTimings } from './decision-event.ts';
import type { DecisionMaker } from './decision-maker.ts';
import { type DecisionRecorder, isUnavailable, type Recording } from './decision-recorder.ts';
import type { EdgeDirectory } from './edge-directory.ts';
import type { LoopTurns } from './loop-turns.ts';
import { MessagesInHand } from './messages-in-hand.ts';
import type { CoordinatorMetrics } from './metrics.ts';
import { addressOf, openMessage } from './observation-opener.ts';
import type { ShedNotice } from './shed-notice.ts';
import { Stopwatch } from './stopwatch.ts';
import type { Question, Verdict } from './verdict.ts';
import { questionOf, verdictOf } from './verdict-of.ts';

export interface ObservationHandlerOptions {
  /** Older observations are denied without being looked at. */
  observationTtlMs: number;
}

export interface ObservationHandlerDeps {
  edges: Pick<EdgeDirectory, 'keysOf'>;
  opener: EdgeMessageOpener;
  bootClocks: BootClocks;
  answered: AnsweredRequests<Recording>;
  /** Observations of one edge, whatever they are worth. */
  rates: AttemptLimit;
  admission: Admission;
  turns: LoopTurns;
  /** Of those that are shed, how many are told so. */
  regrets: AttemptLimit;
  shedNotice: ShedNotice;
  maker: DecisionMaker;
  recorder: DecisionRecorder;
  publisher: CommandPublisher;
  /** Told of each verdict after its command went out. */
  onVerdict(verdict: Verdict, replayed: boolean, timings: StageTimings): void;
  metrics: Pick<CoordinatorMetrics, 'refused' | 'databaseErrors'>;
  logger: Logger;
  clock: Clock;
}

/** A message of which no more is known than its topic. */
interface Arrived {
  readonly payload: Uint8Array;
  readonly door: DoorAddress;
  readonly receivedAtMs: number;
}

/** What an observation is to be told; nothing when it was refused, which has been counted. */
type Answered =
  | { readonly observation: Observation; readonly answer: Recording; readonly replayed: boolean }
  | undefined;

/**
 * From an observation on the bus to a signed answer for its door.
 *
 * ```
 * the same in hand? ──yes──▶ nothing: that one will be answered
 *   │ no
 * admitted? ──no──▶ shed and counted; a few of them are opened all the same, and told `overloaded`
 *   │ yes
 * opened? ──no──▶ counted, no answer: nobody has shown to be the edge of that door
 *   │ yes
 * answered before? ──yes──▶ the same verdict, signed anew ──────────────────────┐
 *   │ no                                                                        ▼
 * fresh? ─▶ decided ─▶ recorded ──────────────────────────────────────────▶ published
 *   └──────────┴────────── any failure is a denial with its reason ──────────────┘
 * ```
 *
 * Nothing is computed for a message before it is admitted. To open, sign and record costs as much for a denial as for a
 * decision, so under more load than there is room for, what is shed must cost next to nothing.
 */
export class ObservationHandler {
  readonly #options: ObservationHandlerOptions;
  readonly #deps: ObservationHandlerDeps;
  readonly #inHand = new MessagesInHand();

  constructor(options: ObservationHandlerOptions, deps: ObservationHandlerDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  /** Never rejects. */
  async handle(message: BusMessage): Promise<void> {
    if (!this.#inHand.take(message)) return;
    try {
      await this.#handle(message);
    } catch (error) {
      this.#deps.logger.error({ reason: errorMessage(error) }, 'an observation got no answer');
    } finally {
      this.#inHand.release(message);
    }
  }

  async #handle(message: BusMessage): Promise<void> {
    const { admission, shedNotice, regrets, clock } = this.#deps;
    const addressed = addressOf(message, this.#deps);
    if (!addressed.ok) return this.#refuse(addressed.reason, { door: addressed.door });
    const { door } = addressed;
    const arrived = { payload: message.payload, door, receivedAtMs: clock.monotonicMs() };
    const admitted = await admission.run(formatEdge(door), async (queueMs) => {
      await this.#deps.turns.begin();
      return this.#answerOf(arrived, async (observation, timings, isStale) =>
        isStale
          ? this.#denyLater(questionOf(observation), 'stale_observation', timings)
          : this.#decideAndRecord(observation, door, { queueMs, ...timings }),
      );
    });
    if (admitted.admitted) return this.#publish(admitted.value);
    shedNotice.shed(admitted.cause);
    if (!regrets.allows('shed')) return;
    await this.#publish(
      await this.#answerOf(arrived, async (observation, timings) =>
        this.#denyLater(questionOf(observation), 'overloaded', timings),
      ),
    );
  }

  /** @param decide asked once for each request */
  async #answerOf(
    { payload, door, receivedAtMs }: Arrived,
    decide: (observation: OpenedObservation, timings: StageTimings, isStale: boolean) => Promise<Recording>,
  ): Promise<Answered> {
    const { clock, answered, bootClocks } = this.#deps;
    const watch = new Stopwatch(clock);
    const opened = await openMessage(payload, door, this.#deps);
    if (!opened.ok) {
      this.#refuse(opened.reason, { door: opened.door, detail: opened.detail });
      return undefined;
    }
    const { observation } = opened;
    const timings = { openMs: watch.lapMs() };
    const { bootId, issuedAt } = observation;
    const arrivedAgedMs = bootClocks.ageMs({ edge: formatEdge(door), bootId, issuedAt, receivedAtMs });
    const isStale = this.#isStale(observation, arrivedAgedMs + clock.monotonicMs() - receivedAtMs);
    const { answer, replayed } = await answered.answer(`${observation.door} ${observation.requestId}`, () =>
      this.#orDenial(observation, timings, decide(observation, timings, isStale)),
    );
    if (answer.kind === 'decided' && !(replayed && isStale)) return { observation, answer, replayed };
    const reason = answer.kind === 'ignored' ? answer.reason : 'replay_expired';
    this.#refuse(reason, { door: observation.door, requestId: observation.requestId });
    return undefined;
  }

  async #publish(answered: Answered): Promise<void> {
    if (answered?.answer.kind !== 'decided') return;
    const { verdict } = answered.answer;
    const timings = await this.#deps.publisher.publish(verdict);
    this.#deps.onVerdict(verdict, answered.replayed, { ...verdict.timings, ...timings });
  }

  /** Whatever goes wrong with a decision becomes a denial. */
  async #orDenial(
    observation: Observation,
    timings: StageTimings,
    decided: Promise<Recording>,
  ): Promise<Recording> {
    try {
      return await decided;
    } catch (error) {
      const unavailable = isUnavailable(error);
      if (unavailable) this.#deps.metrics.databaseErrors.inc({ step: 'decide' });
      const { requestId, door } = observation;
      this.#deps.logger.error(
        { requestId, door, reason: errorMessage(error) },
        unavailable ? 'the database could not be asked' : 'a decision failed',
      );
      const reason = unavailable ? 'roster_unavailable' : 'internal_error';
      return this.#denyLater(questionOf(observation), reason, timings);
    }
  }

  async #decideAndRecord(
    observation: OpenedObservation,
    door: DoorAddress,
    before: StageTimings,
  ): Promise<Recording> {
    const question = questionOf(observation);
    const made = await this.#deps.maker.make(observation, door);
    const basis = { doorId: made.door?.id, basisOf: made.basisOf, timings: { ...before, ...made.timings } };
    const pulseMs = made.door?.pulseMs;
    if (made.decision) {
      return this.#deps.recorder.record(verdictOf(question, made.decision, basis, this.#deps.clock), pulseMs);
    }
    const { question: asked, settle } = made.guard;
    const settleVerdict = (situation: DoorSituation, nowMs: number) => {
      const decision = settle(situation, nowMs);
      const verdict = verdictOf(question, decision, basis, this.#deps.clock);
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
    const verdict = verdictOf(question, denial(reason), { timings }, this.#deps.clock);
    this.#deps.recorder.defer(verdict);
    return { kind: 'decided', verdict };
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
