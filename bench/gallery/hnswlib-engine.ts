import { type Open, vectorOf } from './engine.ts';
import { optionalModule } from './optional-module.ts';

interface HnswModule {
  HierarchicalNSW: new (
    space: 'l2',
    dimension: number,
  ) => {
    initIndex(options: { maxElements: number; m: number; efConstruction: number }): void;
    addPoint(point: number[], label: number): void;
    searchKnn(point: number[], count: number): { neighbors: number[] };
    setEf(ef: number): void;
  };
}

const BREADTHS = [64, 256, 1_024];

export const openHnswlib: Open = async (material) => {
  const loaded = optionalModule<HnswModule>('hnswlib-node');
  if ('why' in loaded) return { name: 'hnswlib-node', why: loaded.why };
  const index = new loaded.module.HierarchicalNSW('l2', material.dimension);
  const startedMs = performance.now();
  index.initIndex({ maxElements: material.size, m: 16, efConstruction: 200 });
  for (let person = 0; person < material.size; person++) {
    index.addPoint(Array.from(vectorOf(material, person)), person);
  }
  const buildSeconds = (performance.now() - startedMs) / 1_000;
  const engines = BREADTHS.map((ef) => ({
    name: `hnswlib-node, M 16, ef ${ef}`,
    nearest(probe: Float32Array) {
      index.setEf(ef);
      return index.searchKnn(Array.from(probe), 2).neighbors[0] ?? -1;
    },
  }));
  return { engines, buildSeconds };
};
