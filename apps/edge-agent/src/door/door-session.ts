import { type Language, messageFor } from '@portero/access';
import type { DenyCommand, UnlockCommand } from '@portero/protocol';
import { type Clock, errorMessage, type Logger, newId } from '@portero/runtime';
import type { DoorActuator } from '../actuators/door-actuator.ts';
import type { EventHub } from '../event-hub.ts';
import type { AttemptReport, AttemptSubject, EdgeEvents, EdgeRefusal } from '../events.ts';
import { type AttemptInput, bestOf, modeOf } from './attempt-input.ts';
import { AttemptTimer } from './attempt-timer.ts';
import type { DoorLink } from './door-link.ts';
import { refusalMessage } from './refusal-message.ts';

export interface DoorSessionOptions {
  /** `site/building/edge/door` */
  readonly door: string;
  readonly language: Language;
}

export interface DoorSessionDeps {
  readonly link: Pick<DoorLink, 'ask' | 'acknowledge'>;
  readonly actuator: DoorActuator;
  readonly events: EventHub<EdgeEvents>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * One attempt at a door, from a face to a settled outcome:
 *
 *     ask ──▶ observed ──▶ answered ──▶ actuated   (unlock, and the lock obeyed)
 *      │          │            ├──────▶ denied     (deny)
 *      └──────────┴────────────┴──────▶ refused    (no connection, no answer, the lock did not obey, stopping)
 *
 * Invariants: the lock is told to open only here, only by an accepted unlock, and before it is acknowledged; every
 * attempt settles exactly once; nothing is thrown.
 */
export class DoorSession {
  readonly #options: DoorSessionOptions;
  readonly #deps: DoorSessionDeps;

  constructor(options: DoorSessionOptions, deps: DoorSessionDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  async attempt(input: AttemptInput): Promise<AttemptReport> {
    const { link, events, clock } = this.#deps;
    const timer = new AttemptTimer(input, clock);
    const subject = this.#subject(input);
    const question = link.ask(subject.requestId, input);
    if (question.kind !== 'sent') return this.#refuse(subject, question.kind, timer);

    events.emit('observed', { ...subject, timings: timer.end('signMs') });
    const answer = await question.answer;
    const timings = timer.end('answerMs');
    if (answer.kind !== 'command') {
      const { requestId } = subject;
      if (answer.kind === 'no_answer') {
        await link.acknowledge({ requestId, outcome: 'refused', reason: answer.kind });
      }
      return this.#refuse(subject, answer.kind, timer);
    }

    const { command } = answer;
    const { action, reason, decisionId } = command;
    const message = messageFor(reason, this.#options.language);
    events.emit('answered', { ...subject, action, reason, message, decisionId, timings });
    const decided = { ...subject, reason, message, decisionId };
    return command.action === 'unlock'
      ? this.#unlock(decided, command, timer)
      : this.#deny(decided, command, timer);
  }

  async #unlock(
    decided: AttemptSubject & Pick<AttemptReport, 'reason' | 'message' | 'decisionId'>,
    { pulseMs, decisionId, requestId }: UnlockCommand,
    timer: AttemptTimer,
  ): Promise<AttemptReport> {
    const { link, actuator, events, logger } = this.#deps;
    try {
      await actuator.unlock(pulseMs, { door: decided.door, requestId });
    } catch (error) {
      logger.error({ requestId, reason: errorMessage(error) }, 'the lock did not open');
      timer.end('actuateMs');
      await link.acknowledge({ requestId, decisionId, outcome: 'refused', reason: 'actuator_failed' });
      return this.#refuse(decided, 'actuator_failed', timer);
    }
    const timings = timer.end('actuateMs');
    const { reason: _reason, message: _message, ...subject } = decided;
    events.emit('actuated', { ...subject, decisionId, pulseMs, timings });
    await link.acknowledge({ requestId, decisionId, outcome: 'actuated' });
    return this.#settle({ ...decided, outcome: 'actuated', timings });
  }

  async #deny(
    decided: AttemptSubject & Pick<AttemptReport, 'reason' | 'message' | 'decisionId'>,
    { requestId, decisionId, reason }: DenyCommand,
    timer: AttemptTimer,
  ): Promise<AttemptReport> {
    const timings = timer.read();
    await this.#deps.link.acknowledge({ requestId, decisionId, outcome: 'shown', reason });
    return this.#settle({ ...decided, outcome: 'denied', timings });
  }

  #refuse(subject: AttemptSubject, reason: EdgeRefusal, timer: AttemptTimer): AttemptReport {
    const message = refusalMessage(reason, this.#options.language);
    const refused = { ...subject, reason, message, timings: timer.read() };
    this.#deps.events.emit('refused', refused);
    return this.#settle({ ...refused, outcome: 'refused' });
  }

  #settle(report: AttemptReport): AttemptReport {
    const { requestId, door, outcome, reason, timings } = report;
    this.#deps.logger.info(
      { requestId, door, outcome, reason, totalMs: timings.totalMs },
      'an attempt is settled',
    );
    this.#deps.events.emit('settled', report);
    return report;
  }

  #subject(input: AttemptInput): AttemptSubject {
    const { faces, trackId } = input;
    const best = bestOf(input);
    const { index, label } = best.seenIn;
    return {
      requestId: newId(),
      door: this.#options.door,
      mode: modeOf(input),
      ...(trackId !== undefined && { trackId }),
      frame: { index, ...(label !== undefined && { label }) },
      box: best.box,
      quality: best.quality.score,
      pictures: faces.length,
    };
  }
}
