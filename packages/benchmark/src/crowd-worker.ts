import { parentPort } from 'node:worker_threads';
import { ExactScan } from './exact-scan.ts';
import { FaceLikePeople } from './face-like-people.ts';

/** People one after the other, `dimension` numbers each. */
export interface CrowdPart {
  readonly dimension: number;
  readonly seed: number;
  /** The first of them. */
  readonly first: number;
  readonly vectors: Float32Array;
}

export type CrowdTask =
  /** Makes the people of the part. */
  | { readonly part: CrowdPart }
  /** Finds for each probe whoever is nearer than `nearest` says already. */
  | { readonly part: CrowdPart; readonly probes: Float32Array; readonly squaredDistances: Float64Array };

/** Of each probe the nearest in the part, −1 where nobody is nearer, and how near. */
export interface CrowdAnswer {
  readonly persons: Int32Array;
  readonly squaredDistances: Float64Array;
}

/** Compared with all probes before the next: they stay in the cache of a core. */
const AT_ONCE = 256;

function make({ dimension, seed, first, vectors }: CrowdPart): void {
  const people = new FaceLikePeople({ dimension, seed });
  for (let at = 0; at < vectors.length; at += dimension) {
    vectors.set(people.reference(first + at / dimension), at);
  }
}

function findNearest(
  { dimension, first, vectors }: CrowdPart,
  probes: Float32Array,
  squaredDistances: Float64Array,
): CrowdAnswer {
  const persons = new Int32Array(squaredDistances.length).fill(-1);
  for (let at = 0; at < vectors.length; at += AT_ONCE * dimension) {
    const scan = new ExactScan(dimension, vectors.subarray(at, at + AT_ONCE * dimension));
    for (let probe = 0; probe < persons.length; probe++) {
      const numbers = probes.subarray(probe * dimension, (probe + 1) * dimension);
      const { index, squaredDistance } = scan.nearerThan(squaredDistances[probe]!, numbers);
      if (index < 0) continue;
      persons[probe] = first + at / dimension + index;
      squaredDistances[probe] = squaredDistance;
    }
  }
  return { persons, squaredDistances };
}

parentPort?.on('message', (task: CrowdTask) => {
  if ('probes' in task) {
    parentPort?.postMessage(findNearest(task.part, task.probes, task.squaredDistances));
  } else {
    make(task.part);
    parentPort?.postMessage('made');
  }
});
