import { estimateRate } from '@portero/biometrics';
import type { PadAnalyser } from '@portero/encoder';
import type { Material } from './open-material.ts';
import { type PeopleSplit, SEQUENCE_PEOPLE } from './people.ts';
import { percent } from './rates.ts';
import { type ScoredMotion, scoreSequences } from './scored.ts';
import { SEQUENCE_SPECIES } from './sequences.ts';

export interface MotionReport {
  /** Below: a plane. Chosen on the people of the fit, where 5 % of the heads that turn lie below. */
  readonly threshold: number;
  readonly species: readonly Record<string, string>[];
}

export async function reportMotion(
  { cache }: Material,
  analyser: PadAnalyser,
  { fit, report }: PeopleSplit,
): Promise<MotionReport> {
  const fitted = await scoreSequences(cache, analyser, fit.slice(0, SEQUENCE_PEOPLE), 'bona-fide-turning');
  const told = fitted.flatMap(({ unexplained }) => unexplained ?? []).sort((a, b) => a - b);
  const threshold = told[Math.floor(0.05 * told.length)]!;
  const species: Record<string, string>[] = [];
  for (const name of SEQUENCE_SPECIES) {
    const scored = await scoreSequences(cache, analyser, report.slice(0, SEQUENCE_PEOPLE), name);
    const telling = scored.filter(({ unexplained }) => unexplained !== undefined);
    const flat = telling.filter(({ unexplained }) => unexplained! < threshold).length;
    species.push({
      species: name,
      sequences: String(scored.length),
      'view changed enough': String(telling.length),
      'taken for flat': telling.length > 0 ? percent(estimateRate(flat, telling.length)) : '–',
      'unexplained, quartiles': quartiles(telling),
    });
  }
  return { threshold, species };
}

function quartiles(scored: readonly ScoredMotion[]): string {
  const sorted = scored.map(({ unexplained }) => unexplained!).sort((a, b) => a - b);
  if (sorted.length === 0) return '–';
  return [0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * sorted.length)]!.toFixed(2)).join(' / ');
}
