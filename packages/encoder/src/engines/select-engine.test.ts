import { describe, expect, test } from 'vitest';
import { ENGINE_LOADERS, type EngineLoader } from './engine-loaders.ts';
import { parseEngineName } from './engine-name.ts';
import { ENGINE_NAMES, type EngineName } from './engine-report.ts';
import { probeEngines, selectEngine } from './select-engine.ts';

/** An engine whose package is there (it borrows one that is) and which loads or throws. */
function loader(name: EngineName, load: () => Promise<void>): EngineLoader {
  return { name, packageName: '@tensorflow/tfjs-core', howToInstall: `install ${name}`, load };
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
  test('takes what works here and says why not the others', async () => {
    const report = await selectEngine();
    expect(report.candidates.map(({ name }) => name)).toEqual([...ENGINE_NAMES]);
    expect(report.candidates.find(({ name }) => name === report.engine)).toMatchObject({ available: true });
    expect(Object.values(report.versions).every((version) => /^\d/.test(version))).toBe(true);
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

describe('an engine that was measured', () => {
  const loaders = [loader('onnx', works), loader('tfjs-node', breaks), loader('wasm', works)];

  test('is taken before those that stand before it, with what was measured as the reason', async () => {
    const measured = { engine: 'wasm', reason: 'measured' } as const;
    const report = await selectEngine({ measured }, { loaders });
    expect(report).toMatchObject({ engine: 'wasm', reason: 'measured' });
    expect(report.candidates.map(({ name }) => name)).toEqual(['wasm', 'onnx', 'tfjs-node']);
  });

  test('and works no more gives way to the first that does', async () => {
    const measured = { engine: 'tfjs-node', reason: 'measured' } as const;
    const report = await selectEngine({ measured }, { loaders });
    expect(report.engine).toBe('onnx');
    expect(report.reason).toContain('tfjs-node does not load');
  });

  test('does not come before the one that is asked for', async () => {
    const measured = { engine: 'onnx', reason: 'measured' } as const;
    expect(await selectEngine({ forced: 'wasm', measured }, { loaders })).toMatchObject({ engine: 'wasm' });
  });
});

describe('an engine that is taken only where it was measured', () => {
  const gpu: EngineLoader = { ...loader('onnx-webgpu', works), onlyIfMeasured: true };

  test('is passed over where nothing was measured, though it comes first', async () => {
    const report = await selectEngine({}, { loaders: [gpu, loader('wasm', works)] });
    expect(report.engine).toBe('wasm');
    expect(report.candidates[0]).toMatchObject({ name: 'onnx-webgpu', reason: 'is installed, not tried' });
  });

  test('is not the last resort either', async () => {
    const loaders = [loader('wasm', breaks), gpu];
    await expect(selectEngine({}, { loaders })).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
  });

  test('is taken when it was measured to be the fastest', async () => {
    const measured = { engine: 'onnx-webgpu', reason: 'measured' } as const;
    const report = await selectEngine({ measured }, { loaders: [loader('wasm', works), gpu] });
    expect(report).toMatchObject({ engine: 'onnx-webgpu', reason: 'measured' });
  });

  test('is taken when it is asked for', async () => {
    const report = await selectEngine({ forced: 'onnx-webgpu' }, { loaders: [loader('wasm', works), gpu] });
    expect(report.engine).toBe('onnx-webgpu');
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
    expect(() => parseEngineName('webgl')).toThrow(
      /tfjs-node-gpu, onnx-cuda, onnx, tfjs-node, wasm, onnx-webgpu/,
    );
  });
});

test('probing tries every engine', async () => {
  const loaders = [absent, loader('tfjs-node', breaks), loader('wasm', works)];
  const candidates = await probeEngines({ loaders });
  expect(candidates.map(({ available }) => available)).toEqual([false, false, true]);
});

test('every engine has a loader, in the order of preference', () => {
  expect(ENGINE_LOADERS.map(({ name }) => name)).toEqual([...ENGINE_NAMES]);
});
