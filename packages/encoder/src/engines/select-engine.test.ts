import { describe, expect, test } from 'vitest';
import { ENGINE_LOADERS, type EngineLoader } from './engine-loaders.ts';
import { parseEngineName } from './engine-name.ts';
import type { EngineName } from './engine-report.ts';
import { probeEngines, selectEngine } from './select-engine.ts';

/** An engine whose package is there (it borrows one that is) and which loads or throws. */
function loader(name: EngineName, load: () => Promise<void>): EngineLoader {
  return { name, packageName: '@tensorflow/tfjs-core', backend: name, howToInstall: `install ${name}`, load };
}

const works = async () => {};
const breaks = async () => {
  throw new Error('libtensorflow.so: cannot open\n  at a long stack');
};
const absent: EngineLoader = {
  ...loader('tfjs-node-gpu', works),
  packageName: '@portero/no-such-package',
};

describe('selectEngine', () => {
  test('takes wasm here and says why not the others', async () => {
    const report = await selectEngine();
    expect(report.candidates.map(({ name }) => name)).toEqual(['tfjs-node-gpu', 'tfjs-node', 'wasm']);
    expect(report.candidates.find(({ name }) => name === report.engine)).toMatchObject({ available: true });
    expect(report.versions['@tensorflow/tfjs-core']).toMatch(/^4\./);
  });

  test('takes the first that loads', async () => {
    const loaders = [absent, loader('tfjs-node', works), loader('wasm', works)];
    const report = await selectEngine({}, { loaders });
    expect(report.engine).toBe('tfjs-node');
    expect(report.reason).toContain('tfjs-node-gpu is not installed');
    expect(report.candidates[2]).toEqual({
      name: 'wasm',
      available: true,
      reason: 'is installed, not tried',
    });
  });

  test('falls back from one that is installed and broken, quoting the first line of its error', async () => {
    const loaders = [loader('tfjs-node', breaks), loader('wasm', works)];
    const report = await selectEngine({}, { loaders });
    expect(report.engine).toBe('wasm');
    expect(report.reason).toContain('does not load: libtensorflow.so: cannot open');
    expect(report.reason).not.toContain('stack');
  });

  test('fails when nothing loads', async () => {
    await expect(selectEngine({}, { loaders: [absent, loader('wasm', breaks)] })).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
    });
  });
});

describe('a forced engine', () => {
  test('that is absent fails and says what to install', async () => {
    const error = await selectEngine({ forced: 'tfjs-node-gpu' }, { loaders: [absent] }).catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
    expect((error as Error).message).toContain('install tfjs-node-gpu');
  });

  test('that is broken fails and does not fall back', async () => {
    const loaders = [loader('tfjs-node', breaks), loader('wasm', works)];
    await expect(selectEngine({ forced: 'tfjs-node' }, { loaders })).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
    });
  });

  test('is taken though a better one is there', async () => {
    const loaders = [loader('tfjs-node', works), loader('wasm', works)];
    const report = await selectEngine({ forced: 'wasm' }, { loaders });
    expect(report).toMatchObject({ engine: 'wasm', reason: 'it was asked for' });
  });

  test('of an unknown name fails and lists the names', () => {
    expect(() => parseEngineName('webgl')).toThrow(/tfjs-node-gpu, tfjs-node, wasm/);
  });
});

test('probing tries every engine', async () => {
  const loaders = [absent, loader('tfjs-node', breaks), loader('wasm', works)];
  const candidates = await probeEngines({ loaders });
  expect(candidates.map(({ available }) => available)).toEqual([false, false, true]);
});

test('the order of preference is GPU, native, wasm', () => {
  expect(ENGINE_LOADERS.map(({ name }) => name)).toEqual(['tfjs-node-gpu', 'tfjs-node', 'wasm']);
});
