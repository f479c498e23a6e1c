import { configVectors, revokeVectors } from './bulletin-vectors.ts';
import { commandVectors } from './command-vectors.ts';
import { ackVectors, eventVectors, stateVectors, statusVectors } from './edge-message-vectors.ts';
import { embeddingVectors, observationVectors } from './observation-vectors.ts';
import { sealedVectors } from './sealed-vectors.ts';
import { sealedAckVectors, sessionVectors } from './session-vectors.ts';
import { topicVectors } from './topic-vectors.ts';
import { keysVectors } from './vector-keys.ts';

/**
 * Every vector file by its name. Ed25519 is deterministic, ephemeral keys and IVs are given, so the same sources always
 * give the same files.
 */
export function buildVectors(): Record<string, object> {
  return {
    'keys.json': keysVectors(),
    'topics.json': topicVectors(),
    'embedding.json': embeddingVectors(),
    'observation.json': observationVectors(),
    'sealed.json': sealedVectors(),
    'session.json': sessionVectors(),
    'sealed-ack.json': sealedAckVectors(),
    'command.json': commandVectors(),
    'ack.json': ackVectors(),
    'state.json': stateVectors(),
    'status.json': statusVectors(),
    'event.json': eventVectors(),
    'config.json': configVectors(),
    'revoke.json': revokeVectors(),
  };
}
