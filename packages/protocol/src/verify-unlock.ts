import {
  type Command,
  type DenyCommand,
  livesShortEnough,
  type UnlockCommand,
  verifyCommand,
} from './command.ts';
import type { SignedRefusal } from './envelope.ts';
import type { KeyRing } from './key-ring.ts';
import { DEFAULT_CHALLENGE_TTL_MS } from './limits.ts';
import { type Refused, refused } from './result.ts';

export type CommandRefusal =
  | SignedRefusal
  /** It came with the retain flag: stored by the broker, not sent to us now. */
  | 'retained'
  | 'wrong_door'
  /** It answers a challenge from before this boot. */
  | 'wrong_boot'
  /** It claims to live longer than 3 s. */
  | 'too_long_lived'
  /** Nobody here asked for it, or it answers another request. */
  | 'unknown_nonce'
  /** Its challenge has been answered already. */
  | 'nonce_used'
  /** Its challenge has waited too long, by the door's own monotonic clock. */
  | 'expired';

/** A challenge that a door has sent and that has had no answer yet. */
export interface OutstandingChallenge {
  readonly requestId: string;
  readonly nonce: string;
  readonly bootId: string;
  /** The door's monotonic clock when it made the challenge. */
  readonly issuedAtMonotonicMs: number;
  /** @defaultValue 3000 */
  readonly ttlMs?: number;
  /** Whether it has been answered. @defaultValue false */
  readonly used?: boolean;
}

/** For a door with several challenges in the air at once. */
export interface OutstandingChallenges {
  readonly bootId: string;
  find(nonce: string): OutstandingChallenge | undefined;
}

export interface VerifyUnlockInput {
  /** The MQTT payload as it came. */
  readonly payload: string | Uint8Array;
  /** The MQTT retain flag as it came. */
  readonly retain: boolean;
  /** This door: `site/building/edge/door`. */
  readonly door: string;
  /** The coordinators' public keys, from `importVerifier`. */
  readonly publicKeys: KeyRing;
  readonly outstanding: OutstandingChallenge | OutstandingChallenges;
  /** Now, by the same monotonic clock. */
  readonly nowMonotonicMs: number;
}

/** Refused by one of the steps; with ids if the signature was good, so that the refusal can be acknowledged. */
export interface CommandRefused extends Refused<CommandRefusal> {
  readonly requestId?: string;
  readonly decisionId?: string;
}

export type VerifyUnlockResult =
  | { readonly unlock: true; readonly pulseMs: number; readonly command: UnlockCommand }
  | { readonly unlock: false; readonly command: DenyCommand }
  | { readonly unlock: false; readonly refusal: CommandRefused };

/**
 * Whether a message may open this door, now. Pure: forget the challenge (or mark it used) *before* you drive the
 * lock, whenever a command comes back, or the same message opens the door twice.
 *
 * ```ts
 * const result = verifyUnlock({ payload, retain, door, publicKeys, outstanding, nowMonotonicMs: performance.now() });
 * if ('command' in result) outstanding = undefined;
 * if (result.unlock) pulse(result.pulseMs);
 * ```
 *
 * The steps and their order are those of docs/protocol.md. Never throws for anything in `payload`.
 */
export function verifyUnlock(input: VerifyUnlockInput): VerifyUnlockResult {
  // Step 1. A retained command was stored by the broker and would open the door at every reconnection.
  if (input.retain) return { unlock: false, refusal: refused('retained', 'retain flag is set') };
  // Steps 2 to 5: form, key, signature, version and schema.
  const result = verifyCommand(input.payload, input.publicKeys);
  if (!result.ok) return { unlock: false, refusal: result };
  const command = result.value;
  const refusal = checkAgainstChallenge(command, input);
  if (refusal) {
    const { requestId, decisionId } = command;
    return { unlock: false, refusal: { ...refusal, requestId, decisionId } };
  }
  if (command.action === 'unlock') return { unlock: true, pulseMs: command.pulseMs, command };
  return { unlock: false, command };
}

/** Steps 6 to 11: a genuine command, but is it for this door, this boot, this challenge, and in time? */
function checkAgainstChallenge(
  command: Command,
  { door, outstanding, nowMonotonicMs }: VerifyUnlockInput,
): Refused<CommandRefusal> | undefined {
  if (command.aud !== door) return refused('wrong_door', 'aud is another door');
  if (!livesShortEnough(command)) return refused('too_long_lived', 'expiresAt − issuedAt is above the limit');
  if (command.bootId !== outstanding.bootId) return refused('wrong_boot', 'bootId is not of this boot');
  const challenge = 'find' in outstanding ? outstanding.find(command.nonce) : outstanding;
  if (challenge?.nonce !== command.nonce) return refused('unknown_nonce', 'nonce is not outstanding');
  if (challenge.requestId !== command.requestId) {
    return refused('unknown_nonce', 'nonce is outstanding for another request');
  }
  if (challenge.used) return refused('nonce_used', 'challenge has been answered');
  const elapsedMs = nowMonotonicMs - challenge.issuedAtMonotonicMs;
  // Written so that NaN, and a clock that went backwards, refuse.
  if (!(elapsedMs >= 0 && elapsedMs < (challenge.ttlMs ?? DEFAULT_CHALLENGE_TTL_MS))) {
    return refused('expired', 'challenge has waited too long');
  }
  return undefined;
}
