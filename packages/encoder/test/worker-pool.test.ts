import { Worker } from 'node:worker_threads';
import { silentLogger } from '@portero/runtime';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createEncoderPool } from '../src/pool/create-encoder-pool.ts';
import { WorkerPool, type WorkerPoolOptions } from '../src/pool/worker-pool.ts';
import { getModel } from '../src/zoo/list-models.ts';

const STUB = new URL('./support/stub-worker.mjs', import.meta.url);
const ANSWER = Uint8Array.of(0, 0);
const DIE = Uint8Array.of(1);
const EXIT = Uint8Array.of(2);
const HANG = Uint8Array.of(3);
const FAIL = Uint8Array.of(4);
const WAIT = Uint8Array.of(5);

describe('the worker pool', () => {
  let gate: SharedArrayBuffer;
  let pools: WorkerPool[];

  beforeEach(() => {
    gate = new SharedArrayBuffer(4);
    pools = [];
  });
  afterEach(async () => {
    openGate();
    await Promise.all(pools.map((pool) => pool.stop()));
  });

  function openGate(): void {
    const flag = new Int32Array(gate);
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
  }

  async function startPool(
    options: Partial<WorkerPoolOptions> = {},
    workerData: Record<string, unknown> = {},
  ): Promise<WorkerPool> {
    const pool = await WorkerPool.start(
      { model: await getModel('pixels'), workers: 1, queueLimit: 2, frameTimeoutMs: 30_000, ...options },
      {
        logger: silentLogger(),
        startWorker: () => new Worker(STUB, { workerData: { gate, ...workerData } }),
      },
    );
    pools.push(pool);
    return pool;
  }

  test('answers each frame and leaves the caller’s bytes alone', async () => {
    const pool = await startPool();
    const image = Uint8Array.of(0, 1, 2);
    expect(await pool.analyse(image)).toMatchObject({ width: 3, timings: { decodeMs: 1 } });
    expect([...image]).toEqual([0, 1, 2]);
    expect(pool.stats()).toMatchObject({ workers: 1, completed: 1, failed: 0, queued: 0, busy: 0 });
  });

  test('passes an error of the frame on and keeps the worker', async () => {
    const pool = await startPool();
    await expect(pool.analyse(FAIL)).rejects.toMatchObject({ code: 'IMAGE_CORRUPT' });
    await pool.analyse(ANSWER);
    expect(pool.stats()).toMatchObject({ completed: 1, failed: 1, replaced: 0 });
  });

  test.each([
    ['dies of an error', DIE],
    ['ends', EXIT],
  ])('replaces a worker that %s, and only its frame fails', async (_how, image) => {
    const pool = await startPool();
    const frames = [pool.analyse(ANSWER), pool.analyse(image), pool.analyse(ANSWER)];
    const settled = await Promise.allSettled(frames);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expect(frames[1]).rejects.toMatchObject({ code: 'WORKER_CRASHED' });
    expect(pool.stats()).toMatchObject({ workers: 1, replaced: 1, completed: 2, failed: 1 });
  });

  test('gives up a frame that takes too long and replaces its worker', async () => {
    const pool = await startPool({ frameTimeoutMs: 50 });
    await expect(pool.analyse(HANG)).rejects.toMatchObject({ code: 'WORKER_CRASHED' });
    await vi.waitFor(() => expect(pool.stats().replaced).toBe(1));
    await pool.analyse(ANSWER);
  });

  test('refuses a frame when the queue is full, and takes frames again later', async () => {
    const pool = await startPool({ queueLimit: 1 });
    const running = pool.analyse(WAIT);
    const waiting = pool.analyse(ANSWER);
    await expect(pool.analyse(ANSWER)).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    expect(pool.stats()).toMatchObject({ busy: 1, queued: 1 });
    openGate();
    await Promise.all([running, waiting]);
    await pool.analyse(ANSWER);
  });

  test('takes an aborted frame out of the queue', async () => {
    const pool = await startPool();
    const running = pool.analyse(WAIT);
    const controller = new AbortController();
    const waiting = pool.analyse(ANSWER, { signal: controller.signal });
    controller.abort(new Error('no longer wanted'));
    await expect(waiting).rejects.toThrow('no longer wanted');
    expect(pool.stats().queued).toBe(0);
    openGate();
    await running;
  });

  test('forgets an aborted frame that runs, and its worker goes on', async () => {
    const pool = await startPool();
    const controller = new AbortController();
    const running = pool.analyse(WAIT, { signal: controller.signal });
    controller.abort(new Error('no longer wanted'));
    await expect(running).rejects.toThrow('no longer wanted');
    openGate();
    await pool.analyse(ANSWER);
    expect(pool.stats()).toMatchObject({ workers: 1, replaced: 0 });
  });

  test('does not start with a signal that is aborted', async () => {
    const pool = await startPool();
    await expect(pool.analyse(ANSWER, { signal: AbortSignal.abort(new Error('late')) })).rejects.toThrow(
      'late',
    );
  });

  test('uses all its workers', async () => {
    const pool = await startPool({ workers: 2 });
    const frames = [pool.analyse(WAIT), pool.analyse(WAIT)];
    expect(pool.stats()).toMatchObject({ workers: 2, busy: 2, queued: 0 });
    openGate();
    await Promise.all(frames);
  });

  test('stops twice, and everything unfinished says so', async () => {
    const pool = await startPool();
    const unfinished = Promise.allSettled([pool.analyse(HANG), pool.analyse(ANSWER)]);
    await Promise.all([pool.stop(), pool.stop()]);
    for (const result of await unfinished) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'POOL_STOPPED' } });
    }
    await expect(pool.analyse(ANSWER)).rejects.toMatchObject({ code: 'POOL_STOPPED' });
    expect(pool.stats().workers).toBe(0);
  });

  test('does not start when a worker cannot, and says why', async () => {
    await expect(startPool({ workers: 2 }, { unfit: true })).rejects.toMatchObject({
      code: 'MODEL_WEIGHTS_INVALID',
    });
  });

  test('lets no frame wait for ever when no worker can be started again', async () => {
    const startsLeft = new SharedArrayBuffer(4);
    new Int32Array(startsLeft)[0] = 1;
    const pool = await startPool({}, { startsLeft });
    const [died, waiting] = await Promise.allSettled([pool.analyse(DIE), pool.analyse(ANSWER)]);
    expect(died).toMatchObject({ reason: { code: 'WORKER_CRASHED' } });
    expect(waiting).toMatchObject({ reason: { code: 'ENGINE_UNAVAILABLE' } });
    await pool.stop();
  });
});

describe('the number of workers', () => {
  test.each([
    ['wasm', 3],
    ['onnx-webgpu', 1],
  ] as const)('with %s, of three that are wanted, is %i', async (engine, workers) => {
    const startWorker = () => new Worker(STUB, { workerData: {} });
    const options = { model: 'pixels', engine, workers: 3 };
    const pool = await createEncoderPool(options, { logger: silentLogger(), startWorker });
    onTestFinished(() => pool.stop());
    expect(pool.stats().workers).toBe(workers);
  });
});
