import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allTargets } from '../bench/fuzz/all-targets.ts';
import type { FuzzTarget } from '../bench/fuzz/fuzz-target.ts';
import { mutate } from '../bench/fuzz/mutate.ts';
import { Random } from '../bench/fuzz/random.ts';
import { runFuzz } from '../bench/fuzz/run-fuzz.ts';

const INPUTS = 20_000;

describe('every parser that faces the network or a file', () => {
  let targets: FuzzTarget[];
  beforeAll(async () => {
    targets = await allTargets();
  });
  afterAll(() => Promise.all(targets.map(({ stop }) => stop?.())));

  it('survives twenty thousand inputs, opens no forgery, and still works', async () => {
    const report = await runFuzz(targets, { runs: INPUTS, seconds: 50, seed: 1 });
    expect(report.examples).toEqual([]);
    expect(report).toMatchObject({ crashes: 0, unhandledRejections: 0, unwell: [] });
    expect(report.inputs).toBeGreaterThanOrEqual(INPUTS);
    expect(report.targets.filter(({ inputs }) => inputs === 0)).toEqual([]);
  });
});

describe('the fuzzing itself', () => {
  it('finds a parser that does not bear what it is given, and says with what', async () => {
    const brittle: FuzzTarget = {
      ...{ name: 'brittle', share: 1, corpus: [Buffer.from('{"v":1}')] },
      take: (input) => JSON.parse(input.toString()),
    };
    const report = await runFuzz([brittle], { runs: 200, seconds: 10, seed: 1 });
    expect(report.crashes).toBeGreaterThan(10);
    const [example] = report.examples;
    expect(() => brittle.take(Buffer.from(example!.input, 'base64'))).toThrow(SyntaxError);
  });

  it('makes the same inputs of the same seed, and other ones of another', () => {
    const corpus = [Buffer.from('eyJhIjoxfQ.eyJiIjoyfQ.AAAA'), Buffer.from('{"v":1}')];
    const inputs = (seed: number) => {
      const random = new Random(seed);
      return Array.from({ length: 100 }, () => mutate(random.pick(corpus), corpus, random).toString('hex'));
    };
    expect(inputs(3)).toEqual(inputs(3));
    expect(inputs(3)).not.toEqual(inputs(4));
    expect(new Set(inputs(3)).size).toBeGreaterThan(50);
  });
});
