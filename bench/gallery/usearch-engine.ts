import { type Material, type Open, vectorOf } from './engine.ts';
import { optionalModule } from './optional-module.ts';

interface UsearchModule {
  Index: new (config: {
    dimensions: number;
    metric: string;
    quantization: string;
    connectivity: number;
    expansion_add: number;
    expansion_search: number;
    multi: boolean;
  }) => {
    add(key: bigint, vector: Float32Array, threads: number): void;
    search(vector: Float32Array, count: number, threads: number): { keys: BigUint64Array };
  };
}

/** Nearest among so many candidates whose distances are then computed again: its own are those of rounded numbers. */
const CANDIDATES = 16;

function openWith(quantization: 'f32' | 'i8', expansion: number): Open {
  const name = `usearch, ${quantization}, M 16, ef ${expansion}`;
  return async (material) => {
    const loaded = optionalModule<UsearchModule>('usearch');
    if ('why' in loaded) return { name, why: loaded.why };
    const { dimension, size } = material;
    const index = new loaded.module.Index({
      ...{ dimensions: dimension, metric: 'l2sq', quantization, connectivity: 16, multi: false },
      ...{ expansion_add: 200, expansion_search: expansion },
    });
    const startedMs = performance.now();
    for (let person = 0; person < size; person++) index.add(BigInt(person), vectorOf(material, person), 1);
    const buildSeconds = (performance.now() - startedMs) / 1_000;
    const nearest = (probe: Float32Array) =>
      nearestOf(probe, [...index.search(probe, CANDIDATES, 1).keys].map(Number), material);
    return { engines: [{ name, nearest }], buildSeconds };
  };
}

function nearestOf(probe: Float32Array, persons: readonly number[], material: Material): number {
  let [nearest, least] = [-1, Number.POSITIVE_INFINITY];
  for (const person of persons) {
    const vector = vectorOf(material, person);
    let squared = 0;
    for (let index = 0; index < probe.length; index++) squared += (probe[index]! - vector[index]!) ** 2;
    if (squared < least) [nearest, least] = [person, squared];
  }
  return nearest;
}

export const openUsearch: readonly Open[] = [
  openWith('f32', 256),
  openWith('f32', 1_024),
  openWith('i8', 1_024),
];
