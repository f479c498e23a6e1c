import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

export interface EffectiveCoresOptions {
  readonly cores: number;
  /** Of each of the two measurements. @defaultValue 400 */
  readonly durationMs?: number;
}

/**
 * The work that busy loops on every core do together, as a multiple of what one does alone. Cores that are shared with
 * other machines, or two threads of one core, are worth less than their number says.
 */
export async function measureEffectiveCores({
  cores,
  durationMs = 400,
}: EffectiveCoresOptions): Promise<number> {
  const alone = await busyLoops(1, durationMs);
  return cores === 1 ? 1 : (await busyLoops(cores, durationMs)) / alone;
}

/** @returns turns a millisecond, of all loops together */
async function busyLoops(count: number, durationMs: number): Promise<number> {
  const loops = await Promise.all(Array.from({ length: count }, startLoop));
  const rates = await Promise.all(loops.map((run) => run(durationMs)));
  return rates.reduce((sum, rate) => sum + rate, 0);
}

/** Resolves when the loop can be started, so that all of several start together. */
function startLoop(): Promise<(durationMs: number) => Promise<number>> {
  return new Promise((resolve, reject) => {
    // The compiled file, also where the source runs uncompiled: Node's workers take JavaScript.
    const worker = new Worker(createRequire(import.meta.url).resolve('@portero/benchmark/busy-loop'));
    worker.once('error', reject);
    worker.once('message', () => {
      resolve(async (durationMs) => {
        const rate = new Promise<number>((done) => worker.once('message', done));
        worker.postMessage(durationMs);
        try {
          return await rate;
        } finally {
          await worker.terminate();
        }
      });
    });
  });
}
