import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@portero/testkit';
import { describe, expect, test } from 'vitest';
import { keepEngineChoice, readEngineChoice } from './engine-choice.ts';

const MODEL = { modelId: 'mobilefacenet-192' };
const MEASUREMENTS = [
  { engine: 'wasm', frameMs: 60.04 },
  { engine: 'onnx', frameMs: 22.5 },
] as const;

async function kept(): Promise<string> {
  const file = join(temporaryFolder(), 'data', 'engine.json');
  await keepEngineChoice(file, MEASUREMENTS, { ...MODEL, now: new Date('2026-11-26T12:00:00Z') });
  return file;
}

describe('the engine that was measured', () => {
  test('is the fastest one, with all that was measured as the reason', async () => {
    expect(await readEngineChoice(await kept(), MODEL)).toEqual({
      engine: 'onnx',
      reason: 'measured as the fastest on 2026-11-26: onnx 22.5 ms a frame, wasm 60.0 ms',
    });
  });

  test('is none where none was measured', async () => {
    expect(await readEngineChoice(join(temporaryFolder(), 'engine.json'), MODEL)).toBeUndefined();
  });

  test('is out of date for another model', async () => {
    expect(await readEngineChoice(await kept(), { modelId: 'resnet-128' })).toEqual({
      outdated: 'model was mobilefacenet-192 and is resnet-128',
    });
  });

  test.each([
    ['another processor', 'processor', 'an abacus'],
    ['an engine that is gone', 'engine gone', '1.0.0'],
    ['another Node', 'node', 'v18.0.0'],
  ])('is out of date with %s', async (_what, name, value) => {
    const file = await kept();
    const choice = JSON.parse(await readFile(file, 'utf8'));
    choice.circumstances[name] = value;
    await writeFile(file, JSON.stringify(choice));
    expect(await readEngineChoice(file, MODEL)).toEqual({
      outdated: expect.stringMatching(new RegExp(`^${name} was ${value}`)),
    });
  });

  test.each(['', '{', '{"measurements":[]}', '{"measurements":[{"engine":"abacus","frameMs":1}]}'])(
    'is not believed from a damaged file: %s',
    async (text) => {
      const file = await kept();
      await writeFile(file, text);
      expect(await readEngineChoice(file, MODEL)).toEqual({ outdated: expect.stringContaining('damaged') });
    },
  );
});
