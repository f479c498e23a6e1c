import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EncoderPool, PadAnalyser } from '@portero/encoder';
import { dataFolder, sampleImage } from '@portero/testkit';
import { readFrame } from './material.ts';
import type { Person } from './people.ts';

export interface RealScore {
  readonly score: number;
}

/**
 * Pictures that went through no simulation: they tell whether the rule knows people, or only this simulation of a
 * camera. All of them are of people, so they give BPCER and nothing else.
 */
export async function scoreRealPictures(
  pool: Pick<EncoderPool, 'analyse'>,
  analyser: PadAnalyser,
  people: readonly Person[],
): Promise<Record<string, RealScore[]>> {
  const office = join(dataFolder()!, 'office');
  const files = {
    'LFW as published': people.map(({ file }) => file),
    'office of the notebook (96 px)': readdirSync(office).map((name) => join(office, name)),
    'six group photographs': ([1, 2, 3, 4, 5, 6] as const).map(sampleImage),
  };
  const scores: Record<string, RealScore[]> = {};
  for (const [set, paths] of Object.entries(files)) {
    const found: RealScore[] = [];
    for (const path of paths) {
      const frame = await readFrame(path);
      // The slow detector as well: in the group photographs the fast one sees only the nearest.
      const { faces } = await pool.analyse(readFileSync(path), { encode: false, thorough: 'always' });
      for (const face of faces) {
        const { score, verdict } = analyser.analyse({ frame, ...face });
        if (verdict !== 'unusable') found.push({ score });
      }
    }
    scores[set] = found;
  }
  return scores;
}
