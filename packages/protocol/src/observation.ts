import { z } from 'zod';
import { type DoorAddress, doorPathSchema, formatDoor, formatEdge } from './address.ts';
import { openEdgeMessage } from './edge-message.ts';
import { decodeEmbedding } from './embedding.ts';
import { checkOutgoing, type SignedRefusal } from './envelope.ts';
import {
  bootIdSchema,
  labelSchema,
  nonceSchema,
  requestIdSchema,
  timeMsSchema,
  versionSchema,
} from './fields.ts';
import { JWS_TYPES, type Signer } from './jws.ts';
import type { KeyRing } from './key-ring.ts';
import { MAX_OBSERVATION_LIFE_MS } from './limits.ts';
import { framesSchema, type ObservedFrame } from './observed-frame.ts';
import { opened, type Result, refused } from './result.ts';
import { type EdgeMessageOpener, type SealRefusal, unsealed } from './sealing.ts';

/** What a door saw, and the challenge that the answer must echo. Signed by the edge, or of a session that is. */
export const observationSchema = z
  .object({
    v: versionSchema,
    requestId: requestIdSchema,
    nonce: nonceSchema,
    bootId: bootIdSchema,
    /** Counts up from 0 within one boot. */
    seq: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
    door: doorPathSchema,
    issuedAt: timeMsSchema,
    /** After `issuedAt`, by at most 10,000 ms. */
    expiresAt: timeMsSchema,
    mode: z.enum(['identify', 'verify']),
    /** What the card reader read; present exactly when `mode` is `verify`. */
    cardToken: z
      .string()
      .max(128)
      .regex(/^[\x21-\x7e]{1,128}$/, 'is not 1 to 128 printable ASCII characters')
      .optional(),
    /** Joins observations of one person standing at the door. */
    trackId: labelSchema.optional(),
    /** How the challenge ended ("turn your head") that this very track was given. Absent when none was given. */
    challenge: z.enum(['performed', 'failed', 'expired']).optional(),
    /** Of every frame's embedding. */
    modelId: labelSchema,
    /** Pictures of one person, in the order in which they were taken. */
    frames: framesSchema,
  })
  .refine(({ issuedAt, expiresAt }) => expiresAt > issuedAt, 'expiresAt is not after issuedAt')
  .refine(
    ({ mode, cardToken }) => (mode === 'verify') === (cardToken !== undefined),
    'cardToken is present exactly when mode is verify',
  )
  .refine(
    ({ challenge, trackId }) => challenge === undefined || trackId !== undefined,
    'challenge is given without the trackId of whoever answered it',
  );

export type Observation = z.output<typeof observationSchema>;
export type ObservationInput = z.input<typeof observationSchema>;

/** An observation that was opened, and its embeddings decoded. */
export interface OpenedObservation extends Observation {
  /** Of each frame, in their order. */
  readonly probes: readonly Float32Array[];
}

export type ObservationRefusal =
  | SignedRefusal
  | SealRefusal
  /** It names another door than the topic it came on. */
  | 'wrong_door'
  /** It claims to live longer than 10 s. */
  | 'too_long_lived'
  /** The embedding of a frame is not 1 to 1024 finite float32 values. */
  | 'bad_embedding';

/** A reader tells this refusal apart from others; a writer just must not send one. */
const outgoingSchema = observationSchema.refine(
  livesShortEnough,
  `expiresAt is more than ${MAX_OBSERVATION_LIFE_MS} ms after issuedAt`,
);

/**
 * What may be sent, checked.
 * @throws {ProtocolError} `MESSAGE_INVALID` or `EMBEDDING_INVALID`
 */
export function checkObservation(observation: ObservationInput): Observation {
  for (const { embedding } of observation.frames) decodeEmbedding(embedding);
  return checkOutgoing('observation', outgoingSchema, observation);
}

/** @throws {ProtocolError} `MESSAGE_INVALID` or `EMBEDDING_INVALID` */
export function signObservation(observation: ObservationInput, signer: Signer): string {
  return signer.sign(JWS_TYPES.observation, checkObservation(observation));
}

/**
 * Opens what came on a door's `observe` topic.
 *
 * @param keys the keys of that one edge, not of all edges
 * @param options.topicDoor the door that the topic names
 * @param options.opener how it is sealed. @defaultValue not at all
 */
export function openObservation(
  payload: string | Uint8Array,
  keys: KeyRing,
  { topicDoor, opener = unsealed }: { topicDoor: DoorAddress; opener?: EdgeMessageOpener },
): Result<OpenedObservation, ObservationRefusal> {
  const edge = formatEdge(topicDoor);
  const result = openEdgeMessage(observationSchema, payload, { kind: 'observation', edge, keys, opener });
  if (!result.ok) return result;
  const observation = result.value;
  if (observation.door !== formatDoor(topicDoor))
    return refused('wrong_door', 'door is not that of the topic');
  if (!livesShortEnough(observation))
    return refused('too_long_lived', 'expiresAt − issuedAt is above the limit');
  const probes = observation.frames.map(probeOf).filter((probe) => probe !== undefined);
  if (probes.length < observation.frames.length)
    return refused('bad_embedding', 'an embedding does not decode');
  return opened({ ...observation, probes });
}

/**
 * Whether an observation is too old, or too far in the future, to be answered. This compares the edge's wall clock
 * with ours, so it only sheds load and old queues; what protects the door is its own monotonic clock.
 *
 * @param clockSkewMs how far the two clocks may be apart. @defaultValue 2000
 */
export function isObservationStale(
  { issuedAt, expiresAt }: Pick<Observation, 'issuedAt' | 'expiresAt'>,
  nowMs: number,
  clockSkewMs = 2_000,
): boolean {
  return !(nowMs < expiresAt + clockSkewMs && nowMs > issuedAt - clockSkewMs);
}

function livesShortEnough({ issuedAt, expiresAt }: { issuedAt: number; expiresAt: number }): boolean {
  return expiresAt - issuedAt <= MAX_OBSERVATION_LIFE_MS;
}

function probeOf({ embedding }: ObservedFrame): Float32Array | undefined {
  try {
    return decodeEmbedding(embedding);
  } catch {
    return undefined;
  }
}
