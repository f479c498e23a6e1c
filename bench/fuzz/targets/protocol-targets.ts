import { createPrivateKey, sign } from 'node:crypto';
import {
  CommandVerifier,
  decodeEmbedding,
  importVerifier,
  openAck,
  openEdgeConfig,
  openObservation,
  openRevocation,
  parseDoorAddress,
  parseDoorEvent,
  parseDoorStatus,
  parseEdgeAddress,
  parseEdgeState,
  parseEnrolmentToken,
  parseTopic,
  SealOpener,
} from '@portero/protocol';
import { type FuzzTarget, refusing } from '../fuzz-target.ts';
import { vectorKeys, vectorRing, vectorSealingKey, vectorsOf } from './vectors.ts';

const DOOR = 'hq/main/lobby/front';
const READER = { edge: parseEdgeAddress('hq/main/lobby'), lastVersion: 7, nowMs: 1_790_000_000_000 };

/** What is signed may be opened only if it is a vector byte for byte: anything else that opens is a forgery. */
function neverForged(valid: ReadonlySet<string>, open: (input: Buffer) => { ok: boolean }) {
  return (input: Buffer) => {
    if (open(input).ok && !valid.has(input.toString('latin1'))) throw new Error('a forgery was opened');
  };
}

/** Parsers of what comes over the broker, with the keys of the test vectors. */
export function protocolTargets(): FuzzTarget[] {
  const edge = vectorRing('edge');
  const coordinator = vectorRing('coordinator');
  const topicDoor = parseDoorAddress(DOOR);
  const opener = new SealOpener({
    keys: [vectorSealingKey('sealing'), vectorSealingKey('sealingBefore')],
    acceptUnsealed: false,
  });
  const keys = importVerifier([
    vectorKeys().coordinator!.publicJwk as never,
    vectorKeys().coordinatorNext!.publicJwk as never,
  ]);
  const [observation, sealed, command, ack, config, revoke, state, status, event, topic, embedding] = [
    ...['observation', 'sealed', 'command', 'ack', 'config', 'revoke', 'state', 'status', 'event', 'topics'],
    'embedding',
  ].map((name) => vectorsOf(name)) as [Vectors, Vectors, Vectors, Vectors, Vectors, Vectors, ...Vectors[]];
  const verifier = new CommandVerifier({ door: DOOR, keys });
  const bare = (name: string, vectors: Vectors, take: (input: Buffer) => unknown): FuzzTarget => ({
    ...{ name, corpus: vectors.all, share: 1, take },
  });
  return [
    bare(
      ...(['observation', observation] as const),
      neverForged(observation.valid, (input) => openObservation(input, edge, { topicDoor })),
    ),
    bare(
      ...(['observation (sealed)', sealed] as const),
      neverForged(sealed.valid, (input) => openObservation(input, edge, { topicDoor, opener })),
    ),
    // A challenge of this verifier is in no vector, so that nothing at all may be accepted.
    bare(
      ...(['command', command] as const),
      neverForged(new Set(), (payload) => ({ ok: verifier.verify({ payload, retain: false }).accepted })),
    ),
    bare(
      'acknowledgement',
      ack,
      neverForged(ack.valid, (input) => openAck(input, edge, { topicEdge: topicDoor })),
    ),
    bare(
      'config',
      config,
      neverForged(config.valid, (input) => openEdgeConfig(input, coordinator, READER)),
    ),
    bare(
      'revoke',
      revoke,
      neverForged(revoke.valid, (input) => openRevocation(input, coordinator, READER)),
    ),
    signedByTheEdge(observation, (input) => openObservation(input, edge, { topicDoor })),
    bare('state', state!, (input) => parseEdgeState(input)),
    bare('status', status!, (input) => parseDoorStatus(input)),
    bare('event', event!, (input) => parseDoorEvent(input)),
    bare('topic', topic!, (input) => parseTopic(input.toString())),
    bare('embedding', embedding!, (input) => refusing(() => decodeEmbedding(input.toString()))),
    bare('place', topic!, (input) => refusing(() => parseDoorAddress(input.toString()))),
    bare('enrolment token', embedding!, (input) => parseEnrolmentToken(`portero1.${input.toString()}`)),
  ];
}

type Vectors = ReturnType<typeof vectorsOf>;

/** A thief has the key of the device, and signs what was never written by our software. */
function signedByTheEdge({ all }: Vectors, open: (input: Buffer) => unknown): FuzzTarget {
  const { privateJwk } = vectorKeys().edge!;
  const key = createPrivateKey({ key: privateJwk, format: 'jwk' });
  const header = all[0]!.toString().split('.')[0]!;
  const contents = all.map((compact) => Buffer.from(compact.toString().split('.')[1] ?? '', 'base64url'));
  return {
    ...{ name: 'observation (signed by a thief)', corpus: contents, share: 1 },
    take(input) {
      const signed = `${header}.${input.toString('base64url')}`;
      return open(Buffer.from(`${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`));
    },
  };
}
