import { createHash } from 'node:crypto';
import { percentile } from './percentile.ts';

/** Milliseconds for one round. */
export interface Measured {
  /** Of all threads of the process, so that WebCrypto's pool counts. */
  readonly cpuMs: number;
  readonly wallMs: number;
}

const BATCHES = 20;

/**
 * Medians over batches. Each batch runs every step in turn, so that what else the machine does meets all of them alike and
 * their ratios hold.
 */
export async function measure(
  steps: Readonly<Record<string, () => unknown>>,
  rounds: number,
): Promise<Map<string, Measured>> {
  const perBatch = Math.max(1, Math.ceil(rounds / BATCHES));
  const batches = new Map<string, Measured[]>(Object.keys(steps).map((name) => [name, []]));
  for (let batch = -1; batch < BATCHES; batch++) {
    for (const [name, step] of Object.entries(steps)) {
      const measured = await repeat(step, perBatch);
      // The first is for the compiler.
      if (batch >= 0) batches.get(name)!.push(measured);
    }
  }
  return new Map(
    [...batches].map(([name, all]) => [
      name,
      {
        cpuMs: percentile(
          all.map(({ cpuMs }) => cpuMs),
          0.5,
        ),
        wallMs: percentile(
          all.map(({ wallMs }) => wallMs),
          0.5,
        ),
      },
    ]),
  );
}

/** CPU for a fixed piece of work: the same on a machine that is as fast as it was. */
export function calibrationMs(): number {
  const block = Buffer.alloc(8 * 2 ** 20, 1);
  const cpu = process.cpuUsage();
  createHash('sha256').update(block).digest();
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / 1_000;
}

async function repeat(step: () => unknown, rounds: number): Promise<Measured> {
  const [cpu, startedMs] = [process.cpuUsage(), performance.now()];
  for (let round = 0; round < rounds; round++) await step();
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1_000 / rounds, wallMs: (performance.now() - startedMs) / rounds };
}
