import { estimateRate, type RateEstimate } from '@portero/biometrics';

/** ISO/IEC 30107-3 rates of one species at one threshold. */
export interface SpeciesRates {
  readonly species: string;
  /** Attacks taken for people, of those that got an answer. */
  readonly apcer: RateEstimate;
  /** Mean of APCER and BPCER; asked for by habit, of no meaning where the two cost differently. */
  readonly acer: number;
  /** Presentations without an answer: no face was found in them. */
  readonly nonResponses: number;
  /** Probability that a person scores above this attack; 0.5 is chance. */
  readonly areaUnderRoc: number;
}

export interface RatesAtThreshold {
  readonly threshold: number;
  /** People taken for attacks. */
  readonly bpcer: RateEstimate;
  readonly bonaFideNonResponses: number;
  readonly species: readonly SpeciesRates[];
}

export type Scores = readonly { readonly score?: number | undefined }[];

export function ratesAt(
  threshold: number,
  bonaFide: Scores,
  attacks: Readonly<Record<string, Scores>>,
): RatesAtThreshold {
  const people = answered(bonaFide);
  const bpcer = estimateRate(people.filter((score) => score < threshold).length, people.length);
  const species = Object.entries(attacks).map(([name, scores]) => {
    const found = answered(scores);
    const apcer = estimateRate(found.filter((score) => score >= threshold).length, found.length);
    return {
      species: name,
      apcer,
      acer: (apcer.rate + bpcer.rate) / 2,
      nonResponses: scores.length - found.length,
      areaUnderRoc: areaUnderRoc(people, found),
    };
  });
  return { threshold, bpcer, bonaFideNonResponses: bonaFide.length - people.length, species };
}

/** The threshold below which that share of people lies. */
export function thresholdAtBpcer(bonaFide: Scores, share: number): number {
  const sorted = answered(bonaFide).sort((a, b) => a - b);
  return sorted[Math.floor(share * sorted.length)]!;
}

export function areaUnderRoc(people: readonly number[], attacks: readonly number[]): number {
  let wins = 0;
  for (const person of people) {
    for (const attack of attacks) wins += person > attack ? 1 : person === attack ? 0.5 : 0;
  }
  return wins / (people.length * attacks.length);
}

export function percent({ rate, interval, count, trials }: RateEstimate): string {
  const of = (value: number) => (value * 100).toFixed(1);
  return `${of(rate)} % (${count}/${trials}; ${of(interval.lower)}–${of(interval.upper)})`;
}

function answered(scores: Scores): number[] {
  return scores.map(({ score }) => score).filter((score) => score !== undefined);
}
