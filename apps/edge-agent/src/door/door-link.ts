import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus, BusMessage } from '@portero/bus';
import {
  type AcknowledgementInput,
  type CommandVerifier,
  type DoorAddress,
  type EdgeVoice,
  encodeEmbedding,
  formatDoor,
  PROTOCOL_VERSION,
  topics,
} from '@portero/protocol';
import { type Clock, errorMessage, type Logger } from '@portero/runtime';
import type { EventHub } from '../event-hub.ts';
import type { EdgeEvents } from '../events.ts';
import { type AttemptInput, modeOf } from './attempt-input.ts';
import { type Answer, PendingAnswers } from './pending-answers.ts';

const ACK_TIMEOUT_MS = 2000;

/**
 * An answer that is on its way comes in a tenth of this, and from a coordinator with more to do than it can, mostly within it: a
 * second asking then is work for another that is as busy. The pauses between further times double.
 */
const SEND_AGAIN_AFTER_MS = 800;

export interface DoorLinkOptions {
  readonly door: DoorAddress;
  readonly modelId: string;
  /** From the challenge to the verified command, ms; at most 10,000. */
  readonly answerTimeoutMs: number;
}

export interface DoorLinkDeps {
  readonly bus: Bus;
  readonly voice: EdgeVoice;
  readonly verifier: CommandVerifier;
  readonly events: EventHub<EdgeEvents>;
  /** Numbers the observations of this boot. */
  readonly nextSeq: () => number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What became of a question: on its way, or not sent at all. */
export type Question =
  | { readonly kind: 'sent'; readonly answer: Promise<Answer> }
  | { readonly kind: 'offline' | 'publish_failed' };

/**
 * The wire of one door: observations and acknowledgements out, commands in.
 *
 * Invariants: an observation is first sent now or never, so that none waits in a queue for a connection; one without an
 * answer is sent again as it was, for the coordinator that had it may have died, and another of them takes the next turn;
 * a command reaches an attempt only if the verifier accepted it, and only the attempt that asked for it.
 */
export class DoorLink {
  readonly #options: DoorLinkOptions;
  readonly #deps: DoorLinkDeps;
  readonly #door: string;
  readonly #pending = new PendingAnswers();
  #unsubscribe: (() => Promise<void>) | undefined;

  constructor(options: DoorLinkOptions, deps: DoorLinkDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#door = formatDoor(options.door);
  }

  async start(): Promise<void> {
    const topic = topics.command(this.#options.door);
    this.#unsubscribe = await this.#deps.bus.subscribe(topic, (message) => this.#receive(message));
  }

  /** Sends the observation with a fresh challenge. Never throws. */
  ask(requestId: string, input: AttemptInput): Question {
    const { bus, logger } = this.#deps;
    const { answerTimeoutMs: timeoutMs, door } = this.#options;
    if (!bus.connected) return { kind: 'offline' };
    let payload: string;
    try {
      payload = this.#observation(requestId, input);
    } catch (error) {
      logger.error({ requestId, reason: errorMessage(error) }, 'an observation could not be written');
      return { kind: 'publish_failed' };
    }
    // Before publishing: the command may be here before the broker's acknowledgement is.
    const answer = this.#pending.wait(requestId, timeoutMs);
    bus.publish(topics.observe(door), payload, { qos: 1, timeoutMs }).catch((error: unknown) => {
      if (!this.#pending.end(requestId, { kind: 'publish_failed' })) return;
      logger.warn({ requestId, reason: errorMessage(error) }, 'an observation could not be sent');
    });
    void this.#sendAgain(requestId, payload);
    return { kind: 'sent', answer };
  }

  /** Never throws: a door that has opened has opened, acknowledged or not. */
  async acknowledge(
    ack: Pick<AcknowledgementInput, 'requestId' | 'decisionId' | 'outcome' | 'reason'>,
  ): Promise<void> {
    const { bus, voice, verifier, clock, logger } = this.#deps;
    try {
      const at = clock.now();
      const payload = voice.acknowledgement({ v: PROTOCOL_VERSION, bootId: verifier.bootId, at, ...ack });
      await bus.publish(topics.ack(this.#options.door), payload, { qos: 1, timeoutMs: ACK_TIMEOUT_MS });
    } catch (error) {
      const { requestId } = ack;
      logger.warn({ requestId, reason: errorMessage(error) }, 'an acknowledgement could not be sent');
    }
  }

  /** Ends every wait; the door obeys nothing from here on. */
  async stop(): Promise<void> {
    this.#pending.stop();
    await this.#unsubscribe?.().catch(() => undefined);
  }

  /** The same bytes: whoever decided already answers with the same decision, wherever it was made. */
  async #sendAgain(requestId: string, payload: string): Promise<void> {
    const { bus, logger } = this.#deps;
    for (let pauseMs = SEND_AGAIN_AFTER_MS; ; pauseMs *= 2) {
      await sleep(pauseMs, undefined, { ref: false });
      if (!this.#pending.has(requestId)) return;
      if (!bus.connected) continue;
      logger.info({ requestId }, 'no answer yet, the observation is sent again');
      await bus
        .publish(topics.observe(this.#options.door), payload, { qos: 1, timeoutMs: pauseMs })
        .catch(() => undefined);
    }
  }

  #observation(requestId: string, input: AttemptInput): string {
    const { verifier, voice, nextSeq, clock } = this.#deps;
    const { answerTimeoutMs: ttlMs, modelId } = this.#options;
    const { trackId, cardToken, challenge } = input;
    const isScored = input.faces.every(({ pad }) => pad !== undefined);
    const frames = input.faces.map(({ embedding, quality, pad, seenIn }) => ({
      capturedAt: seenIn.capturedAt,
      quality: quality.score,
      ...(isScored && { padScore: possibleScore(pad?.score) }),
      embedding: encodeEmbedding(embedding),
    }));
    const { nonce, bootId } = verifier.issueChallenge({ requestId, ttlMs });
    const issuedAt = clock.now();
    return voice.observation({
      ...{ v: PROTOCOL_VERSION, requestId, nonce, bootId, seq: nextSeq(), door: this.#door },
      ...{ issuedAt, expiresAt: issuedAt + ttlMs, mode: modeOf(input), modelId, frames },
      ...(cardToken !== undefined && { cardToken }),
      ...(trackId !== undefined && { trackId }),
      ...(challenge !== undefined && { challenge }),
    });
  }

  #receive({ payload, retain }: BusMessage): void {
    const verdict = this.#deps.verifier.verify({ payload, retain });
    if (verdict.accepted) {
      const { requestId } = verdict.command;
      const claimed = this.#pending.end(requestId, { kind: 'command', command: verdict.command });
      if (!claimed) this.#refuse('unclaimed', requestId);
      return;
    }
    const { reason, requestId, decisionId } = verdict;
    this.#refuse(reason, requestId);
    // Only a late command is ours for certain: its nonce is one that this door gave out for this request.
    if (reason === 'expired' && requestId !== undefined) {
      void this.acknowledge({ requestId, outcome: 'refused', reason, ...(decisionId && { decisionId }) });
    }
  }

  #refuse(reason: string, requestId: string | undefined): void {
    const { events, logger } = this.#deps;
    logger.warn({ door: this.#door, reason, requestId }, 'a command was refused');
    events.emit('commandRefused', {
      door: this.#door,
      reason,
      ...(requestId !== undefined && { requestId }),
    });
  }
}

/** What is no score from 0 to 1 cannot travel, and must not pass for "no score": surely an attack. */
function possibleScore(score: number | undefined): number {
  return score !== undefined && score >= 0 && score <= 1 ? score : 0;
}
