import type { Bus, BusHandler } from '@portero/bus';
import {
  CommandVerifier,
  EdgeSealer,
  EdgeVoice,
  encodeEmbedding,
  generateSigningKey,
  importSigner,
  importVerifier,
  type Observation,
  openObservation,
  signCommand,
} from '@portero/protocol';
import { newId, silentLogger, systemClock } from '@portero/runtime';
import { waitUntil } from '@portero/testkit';
import { expect, it } from 'vitest';
import { EventHub } from '../event-hub.ts';
import type { EdgeEvents } from '../events.ts';
import type { SeenFace } from './attempt-input.ts';
import { DoorLink } from './door-link.ts';

const door = { site: 'hq', building: 'main', edge: 'lobby', door: 'front' };
const edgeKey = await generateSigningKey();
const coordinatorKey = await generateSigningKey();
const coordinator = importSigner(coordinatorKey.privateJwk);

const timings = { decodeMs: 1, detectMs: 1, landmarksMs: 1, alignMs: 1, encodeMs: 1, totalMs: 5, queueMs: 0 };
const face = {
  box: { x: 0, y: 0, width: 60, height: 60 },
  embedding: new Float32Array([0.6, 0.8]),
  quality: { score: 0.8 },
  seenIn: { index: 0, capturedAt: 1, capturedMonotonicMs: 1, timings },
} as SeenFace;

/** A broker in the hand: what was published, and a way to deliver. */
async function makeLink({ publish = async () => {} }: { publish?: () => Promise<void> } = {}) {
  const published: Observation[] = [];
  let handler: BusHandler = () => {};
  const bus = {
    connected: true,
    publish: async (topic: string, payload: string) => {
      const opened = openObservation(payload, importVerifier([edgeKey.publicJwk]), { topicDoor: door });
      if (topic.endsWith('/observe') && opened.ok) published.push(opened.value);
      await publish();
    },
    subscribe: async (_: string, given: BusHandler) => {
      handler = given;
      return async () => {};
    },
  } as unknown as Bus;
  const events = new EventHub<EdgeEvents>(silentLogger());
  const refusals: string[] = [];
  events.on('commandRefused', ({ reason }) => refusals.push(reason));
  const keys = importVerifier([coordinatorKey.publicJwk]);
  const verifier = new CommandVerifier({ door: 'hq/main/lobby/front', keys });
  const signer = importSigner(edgeKey.privateJwk);
  const options = { edge: 'hq/main/lobby', bootId: verifier.bootId };
  const voice = new EdgeVoice(options, { signer, sealer: new EdgeSealer() });
  const parts = { voice, nextSeq: () => 0, verifier };
  const link = new DoorLink(
    { door, modelId: 'pixels', answerTimeoutMs: 1000 },
    { bus, events, clock: systemClock, logger: silentLogger(), ...parts },
  );
  await link.start();
  const deliver = (payload: string) =>
    handler({ topic: 't', payload: Buffer.from(payload), retain: false, qos: 1, dup: false });
  return { link, published, refusals, deliver };
}

function unlock({ requestId, nonce, bootId, door: aud }: Observation): string {
  const times = { issuedAt: 1, expiresAt: 2 };
  const decision = { decisionId: newId(), policyVersion: '1', reason: 'granted', pulseMs: 1000 };
  return signCommand(
    { v: 1, aud, requestId, nonce, bootId, action: 'unlock', ...times, ...decision },
    coordinator,
  );
}

it('hands a verified command to the attempt that asked for it', async () => {
  const { link, published, deliver } = await makeLink();
  const [first, second] = [link.ask(newId(), { faces: [face] }), link.ask(newId(), { faces: [face] })];
  deliver(unlock(published[1]!));
  deliver(unlock(published[0]!));
  for (const [position, question] of [first, second].entries()) {
    if (question?.kind !== 'sent') return expect.unreachable();
    expect(await question.answer).toMatchObject({
      kind: 'command',
      command: { requestId: published[position]?.requestId },
    });
  }
});

it('sends every picture of the person, each with its own time and quality', async () => {
  const { link, published } = await makeLink();
  const later = { ...face, quality: { score: 0.5 }, seenIn: { ...face.seenIn, capturedAt: 7 } } as SeenFace;
  link.ask(newId(), { faces: [face, later] });
  expect(published[0]?.frames).toEqual([
    { capturedAt: 1, quality: 0.8, embedding: encodeEmbedding(face.embedding) },
    { capturedAt: 7, quality: 0.5, embedding: encodeEmbedding(face.embedding) },
  ]);
});

it('refuses a verified command whose attempt is over', async () => {
  const { link, published, refusals, deliver } = await makeLink();
  const question = link.ask(newId(), { faces: [face] });
  await link.stop();
  deliver(unlock(published[0]!));
  if (question.kind !== 'sent') return expect.unreachable();
  expect(await question.answer).toEqual({ kind: 'stopped' });
  expect(refusals).toEqual(['unclaimed']);
});

it('ends the attempt at once when the observation cannot be sent', async () => {
  const { link } = await makeLink({ publish: () => Promise.reject(new Error('connection lost')) });
  const question = link.ask(newId(), { faces: [face] });
  if (question.kind !== 'sent') return expect.unreachable();
  expect(await question.answer).toEqual({ kind: 'publish_failed' });
});

it('sends nothing for an embedding that is not a number', async () => {
  const { link, published } = await makeLink();
  const broken = { ...face, embedding: new Float32Array([Number.NaN, 1]) };
  expect(link.ask(newId(), { faces: [face, broken] })).toEqual({ kind: 'publish_failed' });
  expect(published).toEqual([]);
});

it('sends the scores of all pictures or of none, what is no score as an attack, and how the challenge ended', async () => {
  const { link, published } = await makeLink();
  const scored = (score: number): SeenFace => ({ ...face, pad: { score, verdict: 'attack' } });
  const ask = (...faces: [SeenFace, ...SeenFace[]]) =>
    link.ask(newId(), { faces, trackId: 'track-1', challenge: 'failed' });
  ask(scored(0.4), scored(Number.NaN), scored(1.2));
  ask(scored(0.4), face);
  await waitUntil(() => published.length === 2, { what: 'the observation' });
  expect(published[0]!.frames.map(({ padScore }) => padScore)).toEqual([0.4, 0, 0]);
  expect(published[0]).toMatchObject({ challenge: 'failed', trackId: 'track-1' });
  expect(published[1]!.frames.map(({ padScore }) => padScore)).toEqual([undefined, undefined]);
  link.ask(newId(), { faces: [face] });
  await waitUntil(() => published.length === 3, { what: 'the observation' });
  expect(published[2]).not.toHaveProperty('challenge');
  await link.stop();
});

it('sends the same observation again when no answer comes, and takes the first of two answers', async () => {
  const { link, published, refusals, deliver } = await makeLink();
  const question = link.ask(newId(), { faces: [face] });
  await waitUntil(() => published.length === 2, { what: 'the second time' });
  expect(published[1]).toEqual(published[0]);
  deliver(unlock(published[0]!));
  deliver(unlock(published[1]!));
  if (question.kind !== 'sent') return expect.unreachable();
  expect(await question.answer).toMatchObject({ kind: 'command', command: { action: 'unlock' } });
  expect(refusals).toEqual(['nonce_used']);
});
