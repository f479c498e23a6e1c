import { arch, availableParallelism, cpus, totalmem } from 'node:os';
import { measureEffectiveCores } from './effective-cores.ts';

/** What a figure was measured on; without it a figure says nothing. */
export interface Machine {
  readonly processor: string;
  /** As the operating system counts them. */
  readonly cores: number;
  /** What they are worth together: how many times the work of one busy loop as many of them do at once. */
  readonly effectiveCores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  readonly node: string;
}

/** Takes about a second, as the cores are tried. */
export async function describeMachine(): Promise<Machine> {
  const cores = availableParallelism();
  return {
    processor: cpus()[0]?.model.trim() || 'unknown',
    cores,
    effectiveCores: await measureEffectiveCores({ cores }),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${arch()}`,
    node: process.version,
  };
}

/** In one line, for the head of a table. */
export function machineText(machine: Machine): string {
  const { processor, cores, effectiveCores, memoryGiB, platform, node } = machine;
  return `${processor}, ${cores} cores worth ${effectiveCores.toFixed(1)}, ${memoryGiB} GiB, ${platform}, Node ${node}`;
}
