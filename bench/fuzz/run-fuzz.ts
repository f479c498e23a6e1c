import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { errorMessage } from '@portero/runtime';
import type { FuzzTarget } from './fuzz-target.ts';
import { mutate } from './mutate.ts';
import { Random } from './random.ts';

export interface FuzzOptions {
  /** Inputs, all targets together. */
  runs: number;
  seconds: number;
  seed: number;
}

export interface Crash {
  target: string;
  error: string;
  /** Base64: what brings it back. */
  input: string;
}

export interface FuzzReport extends FuzzOptions {
  inputs: number;
  crashes: number;
  unhandledRejections: number;
  unwell: string[];
  rssStartMiB: number;
  rssEndMiB: number;
  targets: { name: string; inputs: number; crashes: number; perSecond: number }[];
  /** The first of each target. */
  examples: Crash[];
}

const BATCH = 500;
/** One input in so many is not made from another, but of random bytes. */
const RANDOM_ONE_IN = 16;
const LONGEST_RANDOM = 4_096;

interface Progress {
  target: FuzzTarget;
  left: number;
  inputs: number;
  crashes: number;
  busyMs: number;
}

/** Targets take turns, in batches, until each has had its share or the time is over. */
export async function runFuzz(targets: readonly FuzzTarget[], options: FuzzOptions): Promise<FuzzReport> {
  const random = new Random(options.seed);
  const shares = targets.reduce((sum, { share }) => sum + share, 0);
  const all: Progress[] = targets.map((target) => ({
    target,
    left: Math.ceil((options.runs * target.share) / shares),
    ...{ inputs: 0, crashes: 0, busyMs: 0 },
  }));
  const examples: Crash[] = [];
  let unhandledRejections = 0;
  const onUnhandled = () => void unhandledRejections++;
  process.on('unhandledRejection', onUnhandled);
  process.on('uncaughtException', onUnhandled);
  const deadlineMs = performance.now() + options.seconds * 1000;
  try {
    // Code is compiled and caches are filled before memory is looked at.
    for (const progress of all) await runBatch(progress, random, examples, deadlineMs);
    const rssStartMiB = await settledRssMiB();
    while (performance.now() < deadlineMs && all.some(({ left }) => left > 0)) {
      for (const progress of all) await runBatch(progress, random, examples, deadlineMs);
    }
    const rssEndMiB = await settledRssMiB();
    const unwell: string[] = [];
    for (const { name, isWell } of targets) if (isWell && !(await isWell())) unwell.push(name);
    return {
      ...options,
      inputs: all.reduce((sum, { inputs }) => sum + inputs, 0),
      crashes: all.reduce((sum, { crashes }) => sum + crashes, 0),
      ...{ unhandledRejections, unwell, rssStartMiB, rssEndMiB, examples },
      targets: all.map(({ target, inputs, crashes, busyMs }) => ({
        ...{ name: target.name, inputs, crashes },
        perSecond: Math.round((1000 * inputs) / Math.max(busyMs, 1)),
      })),
    };
  } finally {
    process.off('unhandledRejection', onUnhandled);
    process.off('uncaughtException', onUnhandled);
  }
}

async function runBatch(
  progress: Progress,
  random: Random,
  examples: Crash[],
  deadlineMs: number,
): Promise<void> {
  const { target } = progress;
  const startedMs = performance.now();
  // Slow ones get a smaller bite, so that every round comes to each.
  const batch = Math.min(progress.left, Math.ceil(BATCH * target.share));
  for (let done = 0; done < batch && performance.now() < deadlineMs; done++) {
    const input = inputFor(target, random);
    progress.left--;
    progress.inputs++;
    try {
      const outcome = target.take(input);
      if (outcome instanceof Promise) await outcome;
    } catch (error) {
      progress.crashes++;
      if (progress.crashes === 1) {
        examples.push({ target: target.name, error: errorMessage(error), input: input.toString('base64') });
      }
    }
  }
  progress.busyMs += performance.now() - startedMs;
}

function inputFor({ corpus }: FuzzTarget, random: Random): Buffer {
  if (random.below(RANDOM_ONE_IN) === 0) return random.bytes(random.below(LONGEST_RANDOM));
  return mutate(random.pick(corpus), corpus, random);
}

async function settledRssMiB(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return Math.round(process.memoryUsage.rss() / 2 ** 20);
}
