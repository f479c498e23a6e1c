import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@portero/testkit';
import { beforeEach, describe, expect, test } from 'vitest';
import { convertedGraph } from './converted-graph.ts';

const GRAPH = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);

describe('a graph that was converted', () => {
  let modelsDir: string;
  let conversions: number;

  beforeEach(() => {
    modelsDir = join(temporaryFolder(), 'models');
    conversions = 0;
  });

  const graph = () =>
    convertedGraph(
      'landmarks',
      { modelsDir },
      {
        convert: async () => {
          conversions += 1;
          return GRAPH;
        },
      },
    );
  const keptFiles = async () => {
    const folder = join(modelsDir, '.onnx');
    return (await readdir(folder)).map((name) => join(folder, name));
  };

  test('is converted once, and kept', async () => {
    for (const _start of [1, 2, 3]) expect(Buffer.from(await graph()).equals(GRAPH)).toBe(true);
    expect(conversions).toBe(1);
    expect(await keptFiles()).toHaveLength(1);
  });

  test.each([
    ['a bit was flipped', (bytes: Buffer) => bytes.fill(bytes[500]! ^ 1, 500, 501)],
    ['its end is missing', (bytes: Buffer) => bytes.subarray(0, 700)],
    ['nothing is left of it', () => Buffer.alloc(0)],
  ])('is made anew when %s', async (_what, damage) => {
    await graph();
    const [file] = await keptFiles();
    await writeFile(file!, damage(await readFile(file!)));
    expect(Buffer.from(await graph()).equals(GRAPH)).toBe(true);
    expect(conversions).toBe(2);
    await graph();
    expect(conversions).toBe(2);
  });

  test('by several at once is whole in the end, and no other file is left', async () => {
    const graphs = await Promise.all([graph(), graph(), graph()]);
    for (const bytes of graphs) expect(Buffer.from(bytes).equals(GRAPH)).toBe(true);
    expect(await keptFiles()).toHaveLength(1);
    conversions = 0;
    await graph();
    expect(conversions).toBe(0);
  });

  test('is given all the same where it cannot be kept', async () => {
    await writeFile(modelsDir, 'a file in the place of the folder');
    expect(Buffer.from(await graph()).equals(GRAPH)).toBe(true);
  });
});
