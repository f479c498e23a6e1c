import { reasonAtDoor } from '@portero/access';
import type { Bus } from '@portero/bus';
import {
  type Command,
  MAX_COMMAND_LIFE_MS,
  PROTOCOL_VERSION,
  parseDoorAddress,
  type Signer,
  signCommand,
  topics,
} from '@portero/protocol';
import { type Clock, errorMessage, isAppError, type Logger } from '@portero/runtime';
import type { StageTimings } from './decision-event.ts';
import type { CoordinatorMetrics } from './metrics.ts';
import { Stopwatch } from './stopwatch.ts';
import type { Verdict } from './verdict.ts';

export interface CommandPublisherDeps {
  bus: Pick<Bus, 'publish'>;
  signer: Signer;
  metrics: Pick<CoordinatorMetrics, 'publishErrors'>;
  logger: Logger;
  clock: Clock;
}

/**
 * Signs a verdict and sends it to its door, QoS 1, never retained. Signed anew each time it is sent, with the same
 * decision id and nonce, so that a repeated answer is as fresh as the first. The broker can read it: it says nothing of
 * who was recognised.
 */
export class CommandPublisher {
  readonly #deps: CommandPublisherDeps;

  constructor(deps: CommandPublisherDeps) {
    this.#deps = deps;
  }

  /** Never rejects: a door that gets no answer stays shut and asks again. */
  async publish(verdict: Verdict): Promise<StageTimings> {
    const { bus, signer, metrics, logger, clock } = this.#deps;
    const watch = new Stopwatch(clock);
    const { requestId, door } = verdict.question;
    const payload = signCommand(this.#commandOf(verdict), signer);
    const signMs = watch.lapMs();
    try {
      // The broker has as long as the command lives; after that nobody would believe it.
      await bus.publish(topics.command(parseDoorAddress(door)), payload, {
        qos: 1,
        retain: false,
        timeoutMs: MAX_COMMAND_LIFE_MS,
      });
    } catch (error) {
      metrics.publishErrors.inc({ code: isAppError(error) ? error.code : 'unknown' });
      logger.error({ requestId, door, reason: errorMessage(error) }, 'a command was not delivered');
      return { signMs };
    }
    return { signMs, publishMs: watch.lapMs() };
  }

  #commandOf({ question, outcome, decisionId, policyVersion }: Verdict): Command {
    const issuedAt = this.#deps.clock.now();
    return {
      v: PROTOCOL_VERSION,
      aud: question.door,
      requestId: question.requestId,
      nonce: question.nonce,
      bootId: question.bootId,
      reason: reasonAtDoor(outcome.reason),
      issuedAt,
      expiresAt: issuedAt + MAX_COMMAND_LIFE_MS,
      decisionId,
      policyVersion,
      ...(outcome.action === 'unlock' ? { action: 'unlock', pulseMs: outcome.pulseMs } : { action: 'deny' }),
    } as Command;
  }
}
