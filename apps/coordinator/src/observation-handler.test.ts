import { randomUUID } from 'node:crypto';
import { denial } from '@portero/access';
import type { BusMessage } from '@portero/bus';
import {
  encodeEmbedding,
  generateSigningKey,
  importSigner,
  importVerifier,
  type ObservationInput,
  signObservation,
  unsealed,
} from '@portero/protocol';
import { createMetricsRegistry } from '@portero/runtime';
import { ManualClock, recordingLogger } from '@portero/testkit';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Admission } from './admission.ts';
import { AnsweredRequests } from './answered-requests.ts';
import { AttemptLimit } from './attempt-limit.ts';
import { BootClocks } from './boot-clocks.ts';
import type { CommandPublisher } from './command-publisher.ts';
import type { DecisionMaker, MadeDecision } from './decision-maker.ts';
import type { DecisionRecorder, Recording } from './decision-recorder.ts';
import { LoopTurns } from './loop-turns.ts';
import { createCoordinatorMetrics } from './metrics.ts';
import { ObservationHandler } from './observation-handler.ts';
import { ShedNotice } from './shed-notice.ts';
import type { Verdict } from './verdict.ts';

const DOOR = 'hq/main/lobby/front';
let key: Awaited<ReturnType<typeof generateSigningKey>>;
beforeAll(async () => {
  key = await generateSigningKey();
});

function setUp({ maxConcurrent = 4, maxQueued = 4, maxPerSecond = 100, maxRegrets = 100 } = {}) {
  const clock = new ManualClock();
  const { logger, records } = recordingLogger();
  const published: Verdict[] = [];
  const deferred: Verdict[] = [];
  const made = {
    make: async (): Promise<MadeDecision> => ({ decision: denial('unknown_face'), timings: {} }),
  };
  const make = vi.fn(() => made.make());
  const metrics = createCoordinatorMetrics(createMetricsRegistry('coordinator'), {
    queued: () => 0,
    running: () => 0,
    deferred: () => 0,
    deferredDropped: () => 0,
    galleries: () => [],
  });
  const admission = new Admission({ maxConcurrent, maxQueued, maxWaitMs: 3000 }, { clock });
  const handler = new ObservationHandler(
    { observationTtlMs: 3000 },
    {
      edges: { keysOf: async () => importVerifier([key.publicJwk]) },
      opener: unsealed,
      bootClocks: new BootClocks(),
      answered: new AnsweredRequests<Recording>({}, { clock }),
      rates: new AttemptLimit({ max: maxPerSecond, windowMs: 1000 }, { clock }),
      admission,
      turns: new LoopTurns({ perTurn: 100 }),
      regrets: new AttemptLimit({ max: maxRegrets, windowMs: 1000 }, { clock }),
      shedNotice: new ShedNotice({ metrics, logger, clock }),
      maker: { make } as unknown as DecisionMaker,
      recorder: {
        record: async (verdict: Verdict) => ({ kind: 'decided', verdict }),
        defer: (verdict: Verdict) => deferred.push(verdict),
      } as unknown as DecisionRecorder,
      publisher: {
        publish: async (verdict: Verdict) => {
          published.push(verdict);
          return {};
        },
      } as unknown as CommandPublisher,
      onVerdict: () => {},
      metrics,
      logger,
      clock,
    },
  );
  const bootId = randomUUID();
  const observation = (): ObservationInput => ({
    v: 1,
    requestId: randomUUID(),
    nonce: Buffer.alloc(16, 1).toString('base64url'),
    bootId,
    seq: 0,
    door: DOOR,
    issuedAt: clock.now(),
    expiresAt: clock.now() + 3000,
    mode: 'identify',
    modelId: 'm',
    frames: [
      { capturedAt: clock.now() - 90, quality: 0.9, embedding: encodeEmbedding(Float32Array.of(1, 0)) },
      { capturedAt: clock.now(), quality: 0.8, embedding: encodeEmbedding(Float32Array.of(0, 1)) },
    ],
  });
  const message = (input: ObservationInput): BusMessage => ({
    topic: 'portero/v1/hq/main/lobby/door/front/observe',
    payload: Buffer.from(signObservation(input, importSigner(key.privateJwk))),
    retain: false,
    qos: 1,
    dup: false,
  });
  return {
    handler,
    admission,
    metrics,
    clock,
    records,
    published,
    deferred,
    make,
    made,
    observation,
    message,
  };
}

describe('ObservationHandler', () => {
  it('opens so many of one edge in a second and no more, and says so', async () => {
    const { handler, clock, published, records, observation, message } = setUp({ maxPerSecond: 2 });
    for (let knock = 0; knock < 3; knock++) await handler.handle(message(observation()));
    expect(published).toHaveLength(2);
    expect(records).toContainEqual(expect.objectContaining({ reason: 'too_many' }));
    clock.advance(1000);
    await handler.handle(message(observation()));
    expect(published).toHaveLength(3);
  });

  it('turns an exception into a denial with its correlation id in the log', async () => {
    const { handler, made, published, deferred, records, observation, message } = setUp();
    made.make = () => Promise.reject(new TypeError('a mistake of ours'));
    const asked = observation();
    await handler.handle(message(asked));
    expect(published[0]?.outcome).toMatchObject({ action: 'deny', reason: 'internal_error' });
    expect(deferred).toEqual(published);
    expect(records).toContainEqual(
      expect.objectContaining({ requestId: asked.requestId, reason: 'a mistake of ours', level: 50 }),
    );
  });

  it('decides nothing for an observation that is too old', async () => {
    const { handler, clock, published, make, observation, message } = setUp();
    await handler.handle(message(observation()));
    const late = observation();
    clock.advance(3001);
    await handler.handle(message(late));
    expect(published[1]?.outcome).toMatchObject({ action: 'deny', reason: 'stale_observation' });
    expect(make).toHaveBeenCalledTimes(1);
  });

  it('answers a replay while it is fresh and ignores it afterwards', async () => {
    const { handler, clock, published, records, observation, message } = setUp();
    const asked = message(observation());
    await handler.handle(asked);
    clock.advance(2000);
    await handler.handle(asked);
    expect(published[1]).toBe(published[0]);
    clock.advance(2000);
    await handler.handle(asked);
    expect(published).toHaveLength(2);
    expect(records.at(-1)).toMatchObject({ msg: 'observation refused', reason: 'replay_expired' });
  });

  it('sheds what waited until nobody listens any more', async () => {
    const { handler, admission, clock, made, make, published, observation, message } = setUp({
      maxConcurrent: 1,
    });
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    made.make = async () => {
      await held;
      return { decision: denial('unknown_face'), timings: {} };
    };
    const first = handler.handle(message(observation()));
    const second = handler.handle(message(observation()));
    await vi.waitFor(() => expect(make).toHaveBeenCalled());
    expect(admission.queued).toBe(1);
    clock.advance(3500);
    release();
    await Promise.all([first, second]);
    expect(published.map(({ outcome }) => outcome.reason).sort()).toEqual(['overloaded', 'unknown_face']);
  });

  it('computes nothing for what it sheds beyond those whom it tells', async () => {
    const { handler, metrics, made, published, records, observation, message } = setUp({
      ...{ maxConcurrent: 1, maxQueued: 1, maxRegrets: 1 },
    });
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    made.make = async () => {
      await held;
      return { decision: denial('unknown_face'), timings: {} };
    };
    const all = Array.from({ length: 5 }, () => handler.handle(message(observation())));
    await vi.waitFor(() => expect(published).toHaveLength(1));
    release();
    await Promise.all(all);
    expect(published.map(({ outcome }) => outcome.reason)).toEqual([
      'overloaded',
      'unknown_face',
      'unknown_face',
    ]);
    expect((await metrics.shed.get()).values).toMatchObject([{ labels: { cause: 'full' }, value: 3 }]);
    const notices = records.filter(({ msg }) => String(msg).startsWith('observations are shed'));
    expect(notices).toHaveLength(1);
  });

  it('keeps what each frame showed with the time it was taken', async () => {
    const { handler, clock, made, published, observation, message } = setUp();
    const seen = [
      { quality: 0.9, personId: 'p1', distanceL2: 0.4, agrees: true },
      { quality: 0.8, agrees: false },
    ];
    const decision = denial('frames_disagree', { frames: { agreeing: 2, demanded: 2, seen } });
    made.make = async () => ({ decision, timings: {} });
    await handler.handle(message(observation()));
    const now = clock.now();
    expect(published[0]?.evidence.frames).toEqual({
      ...{ agreeing: 2, demanded: 2 },
      seen: [
        { capturedAt: now - 90, ...seen[0] },
        { capturedAt: now, ...seen[1] },
      ],
    });
    expect(published[0]?.question).toMatchObject({ quality: 0.9, capturedAt: [now - 90, now] });
  });

  it('gives no answer to a retained observation', async () => {
    const { handler, published, observation, message } = setUp();
    await handler.handle({ ...message(observation()), retain: true });
    expect(published).toEqual([]);
  });
});
