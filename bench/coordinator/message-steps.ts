import { fuseTemplates } from '@portero/biometrics';
import {
  decodeEmbedding,
  EdgeSealer,
  EdgeVoice,
  encodeEmbedding,
  generateSealingKey,
  generateSigningKey,
  importSigner,
  importVerifier,
  openAck,
  openObservation,
  SealOpener,
  signCommand,
} from '@portero/protocol';
import type { Step } from './step.ts';

const TOPIC_DOOR = { site: 'hq', building: 'main', edge: 'lobby', door: 'front' };
const [REQUEST, BOOT] = ['0198c0de-0000-7000-8000-000000000001', '0198c0de-0000-7000-8000-0000000000b0'];
const NONCE = 'AAECAwQFBgcICQoLDA0ODw';
const FRAMES = 3;

/** What is computed for the messages of one decision: three pictures of 192 values, the edge's ephemeral key known. */
export async function messageSteps(opening: string): Promise<Record<string, Step>> {
  const [edge, coordinator, sealing] = [
    await generateSigningKey(),
    await generateSigningKey(),
    generateSealingKey(),
  ];
  const [edgeSigner, signer] = [importSigner(edge.privateJwk), importSigner(coordinator.privateJwk)];
  const keys = importVerifier([edge.publicJwk]);
  const embedding = encodeEmbedding(Float32Array.from({ length: 192 }, (_, index) => Math.sin(index) / 10));
  const frames = Array.from({ length: FRAMES }, (_, index) => ({
    capturedAt: 900 + index,
    quality: 0.8,
    embedding,
  }));
  const sealer = new EdgeSealer({ sealingKey: sealing.publicJwk });
  const voice = new EdgeVoice({ edge: 'hq/main/lobby', bootId: BOOT }, { signer: edgeSigner, sealer });
  const sealed = Buffer.from(
    voice.observation({
      ...{ v: 1, requestId: REQUEST, nonce: NONCE, bootId: BOOT, seq: 0, door: 'hq/main/lobby/front' },
      ...{ issuedAt: 1_000, expiresAt: 4_000, mode: 'identify', modelId: 'mobilefacenet-192', frames },
    }),
  );
  const opener = new SealOpener({ keys: [sealing] });
  const ack = Buffer.from(
    voice.acknowledgement({
      ...{ v: 1, requestId: REQUEST, decisionId: REQUEST, bootId: BOOT, outcome: 'actuated', at: 2_000 },
    }),
  );
  const command: Parameters<typeof signCommand>[0] = {
    ...{ v: 1, aud: 'hq/main/lobby/front', requestId: REQUEST, nonce: NONCE, bootId: BOOT },
    ...{ action: 'unlock', reason: 'granted', pulseMs: 5_000, issuedAt: 1_000, expiresAt: 4_000 },
    ...{ decisionId: REQUEST, policyVersion: '5' },
  };
  const decoded = frames.map((frame) => ({
    embedding: decodeEmbedding(frame.embedding),
    weight: frame.quality,
  }));
  const steps: Record<string, () => unknown> = {
    [opening]: () => openObservation(sealed, keys, { topicDoor: TOPIC_DOOR, opener }),
    'fuse the pictures': () => fuseTemplates(decoded),
    'sign a command': () => signCommand(command, signer),
    'verify an acknowledgement': () => openAck(ack, keys, { topicEdge: TOPIC_DOOR, opener }),
  };
  return Object.fromEntries(Object.entries(steps).map(([name, run]) => [name, { run, decisions: 1 }]));
}
