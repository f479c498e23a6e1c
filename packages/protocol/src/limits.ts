/** The version in every payload and in the topic. A reader refuses any other. */
export const PROTOCOL_VERSION = 1;

/** A command says it lives at most this long: `expiresAt − issuedAt`. */
export const MAX_COMMAND_LIFE_MS = 3_000;

/** How long a door waits for the answer to a challenge, unless it says otherwise. */
export const DEFAULT_CHALLENGE_TTL_MS = 3_000;

/** An observation says it lives at most this long, so no challenge waits longer either. */
export const MAX_OBSERVATION_LIFE_MS = 10_000;

export const MIN_PULSE_MS = 100;
export const MAX_PULSE_MS = 30_000;

export const NONCE_BYTES = 16;
export const MAX_EMBEDDING_DIMENSION = 1_024;

/** Pictures of one person in an observation. */
export const MAX_OBSERVATION_FRAMES = 8;

/**
 * Values of all its embeddings together: 8 frames of 768, or 6 of 1,024. An observation of as many is 45,000 bytes
 * signed and 60,000 sealed as well, which a packet of 65,536 still holds.
 */
export const MAX_OBSERVATION_VALUES = 6_144;

/** Chains in one checkpoint of the audit log: 63,000 bytes signed. */
export const MAX_CHECKPOINT_HEADS = 256;

/** Latest instant an ECMAScript date can hold; also far below 2^53, so every JSON reader keeps it exact. */
export const MAX_TIME_MS = 8_640_000_000_000_000;

/** Largest message of each kind in bytes, checked before anything is parsed. */
export const MAX_BYTES = Object.freeze({
  observation: 47_104,
  // The largest of those in base64url, its header, IV and tag: 63,195; packets of the embedded broker end at 65,536.
  sealedObservation: 63_488,
  session: 1_024,
  command: 4_096,
  ack: 4_096,
  config: 32_768,
  // A full list of 1,024 thumbprints takes 63,400; packets of the embedded broker end at 65,536.
  revoke: 64_512,
  // These two never travel over the broker: they lie in the database, in files and in logs.
  auditSeal: 4_096,
  auditCheckpoint: 64_512,
  state: 4_096,
  status: 4_096,
  event: 4_096,
});
