import { estimateRate, type RateEstimate } from '@portero/biometrics';
import { applyRule, type PadAnalyser, type PadMeasures } from '@portero/encoder';
import { fitRule, type MeasuredFace } from './fit-rule.ts';
import type { Material } from './open-material.ts';
import type { PeopleSplit, Person } from './people.ts';
import { areaUnderRoc, type RatesAtThreshold, ratesAt } from './rates.ts';
import { scoreRealPictures } from './real-pictures.ts';
import { type Scored, scoreStills } from './scored.ts';
import { ATTACK_SPECIES, type AttackSpecies, type Species } from './species.ts';

const THRESHOLDS = [0.3, 0.5, 0.7];

export interface PassiveReport {
  readonly atThresholds: readonly RatesAtThreshold[];
  readonly unknown: readonly { readonly species: AttackSpecies; readonly apcer: RateEstimate }[];
  readonly measures: readonly Record<string, string | number>[];
  readonly real: readonly { readonly set: string; readonly bpcer: RateEstimate }[];
}

type Stills = Readonly<Record<Species, readonly Scored[]>>;

export async function reportPassive(
  { cache, pool }: Material,
  analyser: PadAnalyser,
  { fit, report }: PeopleSplit,
): Promise<PassiveReport> {
  const stillsOf = async (people: readonly Person[]): Promise<Stills> => {
    const scored = { 'bona-fide': await scoreStills(cache, analyser, people, 'bona-fide') } as Record<
      Species,
      Scored[]
    >;
    for (const species of ATTACK_SPECIES)
      scored[species] = await scoreStills(cache, analyser, people, species);
    return scored;
  };
  const fitted = await stillsOf(fit);
  const reported = await stillsOf(report);
  const { 'bona-fide': bonaFide, ...attacks } = reported;
  const real = await scoreRealPictures(pool, analyser, report);
  return {
    atThresholds: THRESHOLDS.map((threshold) => ratesAt(threshold, bonaFide, attacks)),
    unknown: ATTACK_SPECIES.map((species) => ({ species, apcer: asUnknown(species, fitted, reported) })),
    measures: measuresAlone(reported),
    real: Object.entries(real).map(([set, scores]) => ({
      set,
      bpcer: estimateRate(scores.filter(({ score }) => score < 0.5).length, scores.length),
    })),
  };
}

/** What the rule does with a species that it was not fitted on: nobody attacks with what one has prepared for. */
function asUnknown(unknown: AttackSpecies, fitted: Stills, reported: Stills): RateEstimate {
  const known = (['bona-fide', ...ATTACK_SPECIES] as const).filter((species) => species !== unknown);
  const faces = known.flatMap((species) => facesOf(fitted[species], species === 'bona-fide'));
  const rule = fitRule('without', faces);
  const scores = facesOf(reported[unknown], false).map(({ measures }) => applyRule(rule, measures));
  return estimateRate(scores.filter((score) => score >= 0.5).length, scores.length);
}

function measuresAlone(stills: Stills): Record<string, string | number>[] {
  const people = facesOf(stills['bona-fide'], true);
  const names = Object.keys(people[0]!.measures) as (keyof PadMeasures)[];
  return names.map((measure) => {
    const row: Record<string, string | number> = { measure };
    for (const species of ATTACK_SPECIES) {
      const of = (faces: readonly MeasuredFace[]) => faces.map(({ measures }) => measures[measure]);
      row[species] = areaUnderRoc(of(people), of(facesOf(stills[species], false))).toFixed(2);
    }
    return row;
  });
}

function facesOf(scored: readonly Scored[], isPerson: boolean): MeasuredFace[] {
  return scored.flatMap(({ measures }) => (measures ? [{ measures, isPerson }] : []));
}
