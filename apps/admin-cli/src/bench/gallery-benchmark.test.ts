import { silentLogger } from '@portero/runtime';
import { expect, it } from 'vitest';
import { benchmarkGallery } from './gallery-benchmark.ts';

it('measures a small gallery, tells how far it is, and finds whom a comparison with all finds', async () => {
  const doings = new Set<string>();
  const figures = await benchmarkGallery(
    { templates: 1_500, dimension: 64, probes: 100, seed: 7, index: 'auto', loadSeconds: 1 },
    {
      logger: silentLogger(),
      signal: new AbortController().signal,
      onProgress: (doing) => doings.add(doing),
    },
  );
  expect(figures).toMatchObject({
    recallAt1: 1,
    recallAt1Mated: 1,
    recallAt1Strangers: 1,
    backend: 'sketch',
  });
  for (const figure of ['p50Ms', 'p99Ms', 'exactP50Ms', 'buildSeconds'] as const) {
    expect(figures[figure]).toBeGreaterThan(0);
  }
  expect(figures.load).toMatchObject({ seconds: 1 });
  for (const count of ['searches', 'changes', 'parts', 'longestStallMs'] as const) {
    expect(figures.load[count]).toBeGreaterThan(0);
  }
  expect(figures.p99Ms).toBeGreaterThanOrEqual(figures.p50Ms);
  expect(doings.size).toBeGreaterThan(3);
});

it('measures a graph, once it serves', async () => {
  const figures = await benchmarkGallery(
    { templates: 600, dimension: 32, probes: 40, seed: 7, index: 'hnsw', loadSeconds: 1 },
    { logger: silentLogger(), signal: new AbortController().signal, onProgress: () => {} },
  );
  expect(figures).toMatchObject({ index: 'hnsw', backend: 'hnsw', recallAt1: 1 });
  expect(figures.graphSeconds).toBeGreaterThan(0);
});

it('ends when it is told to', async () => {
  const running = benchmarkGallery(
    { templates: 1_000, dimension: 64, probes: 10, seed: 7, index: 'auto', loadSeconds: 1 },
    { logger: silentLogger(), signal: AbortSignal.abort(new Error('enough')), onProgress: () => {} },
  );
  await expect(running).rejects.toThrow('enough');
});
