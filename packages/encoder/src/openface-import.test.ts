import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeWithData, temporaryFolder } from '@portero/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { formulaImage, formulaValues, type Nn4Reference } from '../test/nn4-small2-formula.ts';
import { selectEngine } from './engines/select-engine.ts';
import { nn4Small2Weights } from './networks/nn4-small2/weight-list.ts';
import { loadNn4Small2 } from './networks/nn4-small2.ts';
import { readCsvNumbers } from './openface-import/csv-numbers.ts';
import { importOpenFace } from './openface-import.ts';
import { readImportedWeights } from './weights/imported-weights.ts';
import { getModel } from './zoo/list-models.ts';

const invalid = (message: RegExp) =>
  expect.objectContaining({ code: 'MODEL_WEIGHTS_INVALID', message: expect.stringMatching(message) });

describe('reading a CSV file of numbers', () => {
  async function read(text: string, count: number, refuse?: (value: number) => string | undefined) {
    const file = join(temporaryFolder(), 'bn1_v.csv');
    await writeFile(file, text);
    return Array.from(await readCsvNumbers(file, refuse ? { count, refuse } : { count }));
  }

  it.each([
    ['one line', '0.5,-1,2e-3\n', [0.5, -1, Math.fround(2e-3)]],
    ['one number a line, Windows line ends', '0.5\r\n-1\r\n.25\r\n', [0.5, -1, 0.25]],
    ['several lines, no line end at the end', '1,2\n3', [1, 2, 3]],
    ['blanks and an empty last line', ' 1 , 2 ,3 \n\n', [1, 2, 3]],
  ])('takes %s', async (_, text, expected) => {
    expect(await read(text, 3)).toEqual(expected);
  });

  it('joins numbers that lie across the chunks of the stream', async () => {
    const values = Array.from({ length: 20_000 }, (_, index) => Math.fround(Math.sin(index)));
    expect(await read(values.join(','), values.length)).toEqual(values);
  });

  it.each([
    ['a word', '1,2\n3,abc\n', /bn1_v\.csv, line 2, holds "abc"/],
    ['NaN', '1,nan,3,4', /line 1, holds "nan"/],
    ['a hexadecimal number', '1,0x10,3,4', /line 1, holds "0x10"/],
    ['a number beyond float32', '1,2,3,1e39', /line 1, holds "1e39"/],
    ['a number that got lost', '1,,3,4', /line 1, holds ""/],
    ['a comma at the end', '1,2,3,', /line 1, holds ""/],
    ['too few numbers', '1,2\n3\n', /ends after 3 of 4/],
    ['too many numbers', '1,2\n3,4,5\n', /line 2, holds more than the 4/],
    ['an empty file', '', /ends after 0 of 4/],
    ['a binary file', '\u0000'.repeat(1000), /no list of numbers|number was expected/],
  ])('refuses %s, naming file and line', async (_, text, message) => {
    await expect(read(text, 4)).rejects.toEqual(invalid(message));
  });

  it('refuses what the weight cannot be', async () => {
    const refuse = (value: number) => (value < 0 ? 'no variance can be' : undefined);
    await expect(read('1\n-2\n', 2, refuse)).rejects.toEqual(invalid(/line 2, holds -2, which no variance/));
  });

  it('names a file that cannot be read', async () => {
    await expect(readCsvNumbers('/nowhere/conv1_w.csv', { count: 1 })).rejects.toEqual(
      invalid(/\/nowhere\/conv1_w\.csv cannot be read/),
    );
  });
});

describe('importOpenFace', () => {
  it('names what a wrong folder lacks, and writes nothing', async () => {
    const modelsDir = temporaryFolder();
    await expect(importOpenFace(temporaryFolder(), modelsDir)).rejects.toEqual(
      invalid(/lacks conv1_w\.csv, .* and 219 more of the 224/),
    );
    await expect(importOpenFace('/nowhere', modelsDir)).rejects.toEqual(
      invalid(/folder \/nowhere cannot be read/),
    );
    expect(await readdir(modelsDir)).toEqual([]);
  });

  it('names the file that was cut short', async () => {
    const [dir, modelsDir] = [temporaryFolder(), temporaryFolder()];
    for (const { name } of nn4Small2Weights()) await writeFile(join(dir, `${name}.csv`), '0.5,0.5\n');
    await expect(importOpenFace(dir, modelsDir)).rejects.toEqual(
      invalid(/conv1_w\.csv.* ends after 2 of 9408/),
    );
    expect(await readdir(modelsDir)).toEqual([]);
  });
});

describeWithData('importing formula weights as CSV files', (folder) => {
  const dir = temporaryFolder();
  const modelsDir = join(temporaryFolder(), 'not', 'there', 'yet');

  beforeAll(async () => {
    for (const weight of nn4Small2Weights()) {
      const stem = weight.name.replace(/^dense_/, 'dense_layer_');
      const values = Array.from(formulaValues(weight), (value) => value.toPrecision(9));
      await writeFile(join(dir, `${stem}.csv`), `${values.join(',')}\n`);
    }
    await selectEngine({ forced: 'wasm' });
  });

  it('makes the model ready at 0.7, and its embedding that of the reference', async () => {
    expect(await getModel('nn4-small2', { modelsDir })).toMatchObject({
      state: 'missing-weights',
      sha256: '',
    });
    const manifest = await importOpenFace(dir, modelsDir);
    expect(manifest).toMatchObject({ id: 'nn4-small2', state: 'ready', threshold: 0.7, dimension: 128 });
    expect(manifest).toEqual(await getModel('nn4-small2', { modelsDir }));

    const network = loadNn4Small2(await readImportedWeights(modelsDir, 'nn4-small2'));
    const batch = tf.tensor4d(formulaImage(), [1, 3, 96, 96]);
    const embedding = network.embedChannelsFirst(batch);
    const values = await embedding.data();
    const reference: Nn4Reference = JSON.parse(await readFile(join(folder, 'nn4-small2.json'), 'utf8'));
    const worst = Math.max(...reference.embedding.map((value, index) => Math.abs(value - values[index]!)));
    expect(worst).toBeLessThan(1e-6);
    network.dispose();
    tf.dispose([batch, embedding]);
  });

  it('keeps the earlier import when a later one fails, and leaves nothing else behind', async () => {
    const before = await getModel('nn4-small2', { modelsDir });
    await expect(importOpenFace(temporaryFolder(), modelsDir)).rejects.toThrow();
    expect(await getModel('nn4-small2', { modelsDir })).toEqual(before);
    expect(await readdir(modelsDir)).toEqual(['nn4-small2']);
  });

  it('gives the same digest when it is repeated, replacing the earlier import', async () => {
    const before = await getModel('nn4-small2', { modelsDir });
    const again = await importOpenFace(dir, modelsDir);
    expect(again.sha256).toBe(before.sha256);
    expect(await readdir(modelsDir)).toEqual(['nn4-small2']);
  });
});
