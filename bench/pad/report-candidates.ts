import { type CandidateNet, CROPS, loadCandidates } from './candidate-nets.ts';
import { readFrame, still } from './material.ts';
import type { Material } from './open-material.ts';
import type { PeopleSplit, Person } from './people.ts';
import { areaUnderRoc, type RatesAtThreshold, ratesAt, thresholdAtBpcer } from './rates.ts';
import { ATTACK_SPECIES, type Species } from './species.ts';

export interface CandidateReport {
  readonly name: string;
  readonly crop: number;
  /** Whether a high output speaks for an attack, against what `human` says. */
  readonly inverted: boolean;
  readonly rates: RatesAtThreshold;
}

type Scores = { score?: number | undefined }[];

/** The crop, and which way round the output counts, are chosen in the net's favour on the people of the fit. */
export async function reportCandidates(
  { cache }: Material,
  { fit, report }: PeopleSplit,
): Promise<CandidateReport[]> {
  const scoresOf = async (net: CandidateNet, crop: number, people: readonly Person[], species: Species) => {
    const scores: Scores = [];
    for (const person of people) {
      const { file, face } = await still(cache, person, species);
      scores.push({ score: face && (await net.scoreOf(await readFrame(file), face, crop)) });
    }
    return scores;
  };
  const allOf = async (net: CandidateNet, crop: number, people: readonly Person[]) => {
    const all = {} as Record<Species, Scores>;
    for (const species of ['bona-fide', ...ATTACK_SPECIES] as const) {
      all[species] = await scoresOf(net, crop, people, species);
    }
    return all;
  };
  const reports: CandidateReport[] = [];
  for (const net of await loadCandidates()) {
    const tried = [];
    for (const crop of CROPS) {
      const all = await allOf(net, crop, fit);
      const area = areaUnderRoc(
        known(all['bona-fide']),
        ATTACK_SPECIES.flatMap((species) => known(all[species])),
      );
      tried.push({ crop, all, inverted: area < 0.5, favour: Math.max(area, 1 - area) });
    }
    const { crop, all, inverted } = tried.sort((a, b) => b.favour - a.favour)[0]!;
    const turn = (scores: Scores) =>
      scores.map(({ score }) => ({ score: score === undefined || !inverted ? score : 1 - score }));
    const { 'bona-fide': bonaFide, ...attacks } = await allOf(net, crop, report);
    const turned = Object.fromEntries(Object.entries(attacks).map(([name, scores]) => [name, turn(scores)]));
    const threshold = thresholdAtBpcer(turn(all['bona-fide']), 0.05);
    reports.push({ name: net.name, crop, inverted, rates: ratesAt(threshold, turn(bonaFide), turned) });
    net.dispose();
  }
  return reports;
}

function known(scores: Scores): number[] {
  return scores.flatMap(({ score }) => score ?? []);
}
