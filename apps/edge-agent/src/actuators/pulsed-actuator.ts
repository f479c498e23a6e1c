import { backoffDelayMs, type Clock, errorMessage, type Logger } from '@portero/runtime';
import { EdgeError } from '../edge-error.ts';
import type { DoorActuator, LockState, UnlockContext } from './door-actuator.ts';
import type { Relay } from './relay.ts';

/**
 * A lock made of a relay.
 *
 *     locked ── unlock ──▶ unlocked ── end of the pulse ──▶ locked
 *                │  ▲          │ unlock: the later end holds        ▲
 *         failed │  └──────────┘                                    │
 *                ▼                                                  │
 *             unknown ── lock, tried until it succeeds ─────────────┘
 *
 * Invariants: the relay is told one thing at a time; an unlock never shortens another; a relay that may have switched
 * is told to lock until it has been, whatever fails; only the newest end of a pulse locks.
 */
export class PulsedActuator implements DoorActuator {
  readonly #relay: Relay;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #listeners = new Set<(state: LockState) => void>();
  #state: LockState = 'locked';
  #untilMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #pulse = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #stopping: Promise<void> | undefined;

  constructor(relay: Relay, deps: { logger: Logger; clock: Clock }) {
    this.#relay = relay;
    this.#logger = deps.logger;
    this.#clock = deps.clock;
  }

  get state(): LockState {
    return this.#state;
  }

  unlock(pulseMs: number, context: UnlockContext): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#stopping) throw new EdgeError('ACTUATOR_FAILED', 'The lock is being stopped.');
      const isOpen = this.#state === 'unlocked';
      if (isOpen && this.#clock.monotonicMs() + pulseMs <= this.#untilMs) return;
      // A relay that we lock ourselves is on already; one with a pulse of its own has to be told again.
      if (!isOpen || !this.#relay.lock) await this.#drive(pulseMs, context);
      this.#untilMs = this.#clock.monotonicMs() + pulseMs;
      this.#setState('unlocked');
      this.#lockAfter(pulseMs);
    });
  }

  onStateChange(listener: (state: LockState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#inTurn(async () => {
      clearTimeout(this.#timer);
      this.#pulse += 1;
      if (this.#state !== 'locked') await this.#lockOnce();
      await this.#relay.stop();
    });
    return this.#stopping;
  }

  async #lockOnce(): Promise<void> {
    try {
      await this.#relay.lock?.();
      this.#setState('locked');
    } catch (error) {
      this.#logFailure(error, 0);
    }
  }

  async #drive(pulseMs: number, context: UnlockContext): Promise<void> {
    try {
      await this.#relay.unlock(pulseMs, context);
    } catch (cause) {
      if (this.#state !== 'unlocked') {
        this.#setState('unknown');
        this.#lockAfter(0);
      }
      const { requestId, door } = context;
      throw new EdgeError(
        'ACTUATOR_FAILED',
        `The lock of ${door} could not be told to open: ${errorMessage(cause)}.`,
        { cause, context: { requestId, door } },
      );
    }
  }

  #lockAfter(delayMs: number, failures = 0): void {
    clearTimeout(this.#timer);
    this.#pulse += 1;
    const pulse = this.#pulse;
    this.#timer = setTimeout(() => {
      void this.#inTurn(async () => {
        if (pulse === this.#pulse) await this.#lock(failures);
      });
    }, delayMs);
  }

  async #lock(failures: number): Promise<void> {
    try {
      await this.#relay.lock?.();
      this.#setState('locked');
    } catch (error) {
      this.#setState('unknown');
      const delayMs = Math.round(backoffDelayMs(failures, { firstMs: 200, maxMs: 5000 }));
      this.#logFailure(error, delayMs);
      this.#lockAfter(delayMs, failures + 1);
    }
  }

  #logFailure(error: unknown, delayMs: number): void {
    this.#logger.error(
      { reason: errorMessage(error), delayMs },
      'the door may be open: it could not be locked',
    );
  }

  #setState(state: LockState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(task);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}
