export {
  type Acknowledgement,
  type AcknowledgementInput,
  acknowledgementSchema,
  openAck,
  signAck,
} from './acknowledgement.ts';
export {
  type DoorAddress,
  type DoorPath,
  type EdgeAddress,
  type EdgePath,
  formatDoor,
  formatEdge,
  parseDoorAddress,
  parseEdgeAddress,
  SLUG_PATTERN,
} from './address.ts';
export {
  type AuditCheckpoint,
  type AuditHead,
  type AuditSeal,
  openAuditCheckpoint,
  openAuditSeal,
  signAuditCheckpoint,
  signAuditSeal,
} from './audit-signatures.ts';
export type { BulletinReader, BulletinRefusal } from './bulletin.ts';
export {
  type Command,
  type CommandInput,
  commandSchema,
  type DenyCommand,
  signCommand,
  type UnlockCommand,
  verifyCommand,
} from './command.ts';
export {
  type Challenge,
  type CommandPacket,
  type CommandVerdict,
  CommandVerifier,
  type CommandVerifierDeps,
  type CommandVerifierOptions,
} from './command-verifier.ts';
export {
  type CertificateNames,
  type DeviceIdentity,
  identityCommonName,
  identityOfCertificate,
  identityUri,
  parseIdentityUri,
} from './device-identity.ts';
export {
  type DoorEvent,
  type DoorEventInput,
  doorEventSchema,
  encodeDoorEvent,
  parseDoorEvent,
} from './door-event.ts';
export {
  type DoorStatus,
  type DoorStatusInput,
  doorStatusSchema,
  encodeDoorStatus,
  parseDoorStatus,
} from './door-status.ts';
export {
  type DoorConfig,
  type EdgeConfig,
  type EdgeConfigInput,
  edgeConfigSchema,
  openEdgeConfig,
  signEdgeConfig,
} from './edge-config.ts';
export { EdgeSealer, type EdgeSealerOptions } from './edge-sealer.ts';
export {
  type EdgeState,
  type EdgeStateInput,
  edgeStateSchema,
  encodeEdgeState,
  parseEdgeState,
} from './edge-state.ts';
export { EdgeVoice, type EdgeVoiceDeps, type EdgeVoiceOptions, PROOFS, type Proof } from './edge-voice.ts';
export { decodeEmbedding, encodeEmbedding } from './embedding.ts';
export {
  ENROLMENT_PATHS,
  type EnrolmentAnswer,
  type EnrolmentRequest,
  enrolmentAnswerSchema,
  enrolmentRequestSchema,
  MAX_ENROLMENT_BYTES,
  type RenewalAnswer,
  renewalAnswerSchema,
  renewalRequestSchema,
} from './enrolment-messages.ts';
export {
  createEnrolmentToken,
  type EnrolmentToken,
  formatEnrolmentToken,
  parseEnrolmentToken,
} from './enrolment-token.ts';
export type { PlainRefusal, SignedRefusal } from './envelope.ts';
export type { BootId, DecisionId, Kid, Nonce, RequestId } from './fields.ts';
export { JWE_TYPES, type SealedKind } from './jwe-header.ts';
export { importSigner, JWS_TYPES, type JwsType, type SignedKind, type Signer, signerOf } from './jws.ts';
export { importVerifier, type KeyRing, type KeyRingOptions, type SignatureRefusal } from './key-ring.ts';
export {
  DEFAULT_CHALLENGE_TTL_MS,
  MAX_BYTES,
  MAX_CHECKPOINT_HEADS,
  MAX_COMMAND_LIFE_MS,
  MAX_EMBEDDING_DIMENSION,
  MAX_OBSERVATION_FRAMES,
  MAX_OBSERVATION_LIFE_MS,
  MAX_OBSERVATION_VALUES,
  MAX_PULSE_MS,
  MIN_PULSE_MS,
  PROTOCOL_VERSION,
} from './limits.ts';
export {
  isObservationStale,
  type Observation,
  type ObservationInput,
  type ObservationRefusal,
  type OpenedObservation,
  observationSchema,
  openObservation,
  signObservation,
} from './observation.ts';
export { type ObservedFrame, observedFrameSchema } from './observed-frame.ts';
export { ProtocolError, type ProtocolErrorCode } from './protocol-error.ts';
export type { Opened, Refused, Result } from './result.ts';
export {
  openRevocation,
  type Revocation,
  type RevocationInput,
  revocationSchema,
  signRevocation,
} from './revocation.ts';
export { SealOpener, type SealOpenerOptions } from './seal-opener.ts';
export { type EdgeMessageOpener, type OpenedSeal, type SealRefusal, unsealed } from './sealing.ts';
export {
  generateSealingKey,
  type PrivateSealingJwk,
  type PublicSealingJwk,
  publicSealingJwkSchema,
  readPublicSealingKey,
  readSealingKey,
  type SealingKey,
} from './sealing-key.ts';
export {
  generateSigningKey,
  type PrivateSigningJwk,
  type PublicSigningJwk,
  publicSigningJwkSchema,
  readPublicKey,
  readSigningKey,
  type SigningKey,
} from './signing-key.ts';
export {
  type DoorTopicKind,
  type EdgeTopicKind,
  type ParsedTopic,
  type PlaceFilter,
  parseTopic,
  topics,
} from './topics.ts';
export {
  type CommandRefusal,
  type CommandRefused,
  type OutstandingChallenge,
  type OutstandingChallenges,
  type VerifyUnlockInput,
  type VerifyUnlockResult,
  verifyUnlock,
} from './verify-unlock.ts';
