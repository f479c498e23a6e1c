import { machineText } from '@portero/benchmark';
import type { BenchGalleryResult } from '../commands/bench-gallery.ts';
import { fields } from './table.ts';

export function galleryBenchmarkLines(result: BenchGalleryResult): string {
  const { templates, dimension, probes, load } = result;
  return fields([
    ['machine', machineText(result.machine)],
    [
      'gallery',
      `${templates} templates of ${dimension} numbers, index ${result.index}: served by ${result.backend}`,
    ],
    [
      'recall@1',
      `${share(result.recallAt1)}, ${result.missed} missed of ${probes} (people ${share(result.recallAt1Mated)}, strangers ${share(result.recallAt1Strangers)})`,
    ],
    [
      'search for the nearest',
      `p50 ${ms(result.p50Ms)}, p99 ${ms(result.p99Ms)}, longest ${ms(result.maxMs)}`,
    ],
    ['search as a door asks', `p50 ${ms(result.doorP50Ms)}, p99 ${ms(result.doorP99Ms)}`],
    [
      'compare all',
      `p50 ${ms(result.exactP50Ms)} in JavaScript, ${times(result.exactP50Ms / result.p50Ms)} as long`,
    ],
    [
      'filled in',
      `${result.buildSeconds.toFixed(1)} s, ${ms((result.buildSeconds / templates) * 1000)} each`,
    ],
    ...(result.graphSeconds === undefined
      ? []
      : [['graph', `ready ${result.graphSeconds.toFixed(1)} s later; sketches served until then`] as const]),
    [
      'memory',
      `${Math.round(result.bytesPerTemplate)} bytes a template, of which ${4 * dimension} are the template`,
    ],
    [
      'under load',
      `${load.seconds} s: ${load.searches} searches, ${load.changes} additions and removals, ${load.parts} parts of a snapshot; addition p99 ${ms(load.addP99Ms)}, removal p99 ${ms(load.removeP99Ms)}`,
    ],
    [
      'longest stall',
      `${ms(load.longestStallMs)} (longest search ${ms(load.longestSearchMs)}, longest pause for garbage ${ms(load.longestPauseMs)})`,
    ],
  ]);
}

function share(part: number): string {
  return part === 1 ? '1' : part.toFixed(5);
}

function ms(value: number): string {
  return `${value < 0.1 ? value.toFixed(3) : value.toFixed(2)} ms`;
}

function times(ratio: number): string {
  return `${ratio.toFixed(ratio < 10 ? 1 : 0)} times`;
}
