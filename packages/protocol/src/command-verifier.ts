import { randomBytes } from 'node:crypto';
import { type Clock, newId, systemClock } from '@portero/runtime';
import { doorPathSchema } from './address.ts';
import type { Command } from './command.ts';
import { type BootId, bootIdSchema, type Nonce, requestIdSchema } from './fields.ts';
import type { KeyRing } from './key-ring.ts';
import { DEFAULT_CHALLENGE_TTL_MS, MAX_OBSERVATION_LIFE_MS, NONCE_BYTES } from './limits.ts';
import { ProtocolError } from './protocol-error.ts';
import { type CommandRefusal, type OutstandingChallenge, verifyUnlock } from './verify-unlock.ts';

export interface CommandVerifierOptions {
  /** `site/building/edge/door` */
  readonly door: string;
  readonly keys: KeyRing;
  /** Of the process; all doors of one edge share it. @defaultValue a new one */
  readonly bootId?: string;
  /** Challenges remembered, answered ones included; the oldest is forgotten first. @defaultValue 64 */
  readonly maxOutstanding?: number;
}

export interface CommandVerifierDeps {
  /** @defaultValue the system's */
  readonly clock?: Pick<Clock, 'monotonicMs'>;
}

export interface Challenge {
  readonly nonce: Nonce;
  readonly bootId: BootId;
}

/** An MQTT message on the door's `cmd` topic. */
export interface CommandPacket {
  readonly payload: string | Uint8Array;
  readonly retain: boolean;
}

/** `accepted` means genuine, ours, fresh and first. Whether it opens the door is `command.action`. */
export type CommandVerdict =
  | { readonly accepted: true; readonly command: Command }
  | {
      readonly accepted: false;
      readonly reason: CommandRefusal;
      readonly detail: string;
      /** Present if the signature was good. */
      readonly requestId?: string;
      readonly decisionId?: string;
    };

/**
 * The challenges of one door and the commands that answer them.
 *
 * Life of a challenge:
 * ```
 *             issueChallenge              first command that passes every step
 *  (unknown) ───────────────▶ issued ──────────────────────────────────────────▶ used
 *      ▲                        │ ttlMs on the monotonic clock                     │
 *      │                        ▼                                                  │
 *      │                     expired                                               │
 *      └──────── forgotten: oldest first, when more than maxOutstanding ◀──────────┘
 * ```
 * Invariants:
 * 1. Only a challenge in `issued` accepts a command, and accepting moves it to `used` before the caller hears of
 *    it: at most one command, unlock or deny, is ever accepted for one challenge.
 * 2. No state leads back to `issued`. Forgetting is therefore always safe: a forgotten challenge refuses.
 * 3. A refused command changes nothing, so nobody can use up a challenge without the coordinator's signature.
 * 4. Memory is at most maxOutstanding challenges.
 * 5. Only the monotonic clock is read; a wall clock that jumps neither opens a door nor keeps it shut.
 */
export class CommandVerifier {
  readonly bootId: BootId;
  readonly #door: string;
  readonly #maxOutstanding: number;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  /** By nonce, in order of issue. */
  readonly #challenges = new Map<string, OutstandingChallenge>();
  #keys: KeyRing;

  /** @throws {ProtocolError} `ADDRESS_INVALID` or `CHALLENGE_INVALID` */
  constructor(options: CommandVerifierOptions, { clock = systemClock }: CommandVerifierDeps = {}) {
    const { door, keys, bootId = newId(), maxOutstanding = 64 } = options;
    if (!doorPathSchema.safeParse(door).success) {
      throw new ProtocolError(
        'ADDRESS_INVALID',
        `"${door}" is not a door of the form site/building/edge/door.`,
      );
    }
    if (!Number.isInteger(maxOutstanding) || maxOutstanding < 1) {
      throw challengeInvalid(`maxOutstanding is ${maxOutstanding} and must be a whole number from 1`);
    }
    const parsedBootId = bootIdSchema.safeParse(bootId);
    if (!parsedBootId.success) throw challengeInvalid('bootId is not a lower-case UUID');
    this.bootId = parsedBootId.data;
    this.#door = door;
    this.#keys = keys;
    this.#maxOutstanding = maxOutstanding;
    this.#clock = clock;
  }

  /** Challenges remembered now, in whatever state. */
  get size(): number {
    return this.#challenges.size;
  }

  /** Takes a new key ring after a rotation or a revocation; outstanding challenges stay. */
  useKeys(keys: KeyRing): void {
    this.#keys = keys;
  }

  /**
   * A fresh nonce to put into one observation.
   * @param ttlMs how long the answer may take, in (0, 10000]. @defaultValue 3000
   * @throws {ProtocolError} `CHALLENGE_INVALID`
   */
  issueChallenge({
    requestId,
    ttlMs = DEFAULT_CHALLENGE_TTL_MS,
  }: {
    requestId: string;
    ttlMs?: number;
  }): Challenge {
    if (!requestIdSchema.safeParse(requestId).success)
      throw challengeInvalid('requestId is not a lower-case UUID');
    if (!(ttlMs > 0 && ttlMs <= MAX_OBSERVATION_LIFE_MS)) {
      throw challengeInvalid(`ttlMs is ${ttlMs} and must be above 0 and at most ${MAX_OBSERVATION_LIFE_MS}`);
    }
    const nonce = randomBytes(NONCE_BYTES).toString('base64url') as Nonce;
    const issuedAtMonotonicMs = this.#clock.monotonicMs();
    this.#challenges.set(nonce, { requestId, nonce, bootId: this.bootId, issuedAtMonotonicMs, ttlMs });
    this.#forgetOldest();
    return { nonce, bootId: this.bootId };
  }

  /** Judges one message. Never throws for anything in the packet. */
  verify({ payload, retain }: CommandPacket): CommandVerdict {
    const result = verifyUnlock({
      payload,
      retain,
      door: this.#door,
      publicKeys: this.#keys,
      outstanding: { bootId: this.bootId, find: (nonce) => this.#challenges.get(nonce) },
      nowMonotonicMs: this.#clock.monotonicMs(),
    });
    if ('refusal' in result) {
      const { reason, detail, requestId, decisionId } = result.refusal;
      return {
        accepted: false,
        reason,
        detail,
        ...(requestId === undefined ? {} : { requestId }),
        ...(decisionId === undefined ? {} : { decisionId }),
      };
    }
    const { command } = result;
    const challenge = this.#challenges.get(command.nonce)!;
    this.#challenges.set(command.nonce, { ...challenge, used: true });
    return { accepted: true, command };
  }

  #forgetOldest(): void {
    for (const nonce of this.#challenges.keys()) {
      if (this.#challenges.size <= this.#maxOutstanding) return;
      this.#challenges.delete(nonce);
    }
  }
}

function challengeInvalid(cause: string): ProtocolError {
  return new ProtocolError('CHALLENGE_INVALID', `The challenge cannot be made: ${cause}.`);
}
