import { type DetPoint, detPoints } from '../charts/roc-and-det.ts';
import { type GalleryGrowth, galleryGrowth } from './gallery-growth.ts';
import {
  identificationCurve,
  identificationPointAtFpir,
  type TargetedIdentificationPoint,
} from './identification-point.ts';
import { type IdentificationTrials, isFailureToAcquire } from './probe.ts';
import { type RankRate, rankRates } from './ranks.ts';
import { type FalseMatch, falseMatches, type Miss, misses } from './remaining-errors.ts';

export interface IdentificationReportOptions {
  /** Of the operating points, the curve, the growth and the errors; others are only compared. @defaultValue 0 */
  marginL2?: number;
  /** @defaultValue [0.1, 0.03, 0.01, 0.003] */
  targetFpirs?: readonly number[];
  /** Margins to compare at every target. @defaultValue [0, 0.02, 0.05, 0.1] */
  marginsL2?: readonly number[];
  /** @defaultValue [1, 5, 10] */
  ranks?: readonly number[];
  /** Sizes of a gallery, enrolled or to be predicted. @defaultValue 10 … 10,000 in steps of about 2, and all enrolled */
  galleryPeople?: readonly number[];
  /** The FPIR at whose threshold the remaining errors are listed. @defaultValue 0.01 */
  errorsAtFpir?: number;
}

export interface IdentificationReport {
  enrolled: number;
  templates: number;
  mated: number;
  strangers: number;
  /** Pictures without a face that could be used: misses of the mated, right rejections of strangers. */
  failuresToAcquire: { mated: number; strangers: number };
  marginL2: number;
  ranks: RankRate[];
  operatingPoints: TargetedIdentificationPoint[];
  /** FNIR against FPIR, at most 300 points. */
  det: { thresholdL2: number; fpir: number; fnir: number }[];
  /** The same targets with each margin, the threshold chosen anew each time. */
  margins: { marginL2: number; operatingPoints: TargetedIdentificationPoint[] }[];
  /** FPIR against the size of the gallery, at the threshold of each operating point. */
  growth: (GalleryGrowth & { targetFpir: number })[];
  /** All that remains wrong at one operating point, worst first. */
  errors: { targetFpir: number; thresholdL2: number; falseMatches: FalseMatch[]; misses: Miss[] };
}

const TARGET_FPIRS = [0.1, 0.03, 0.01, 0.003];
const MARGINS_L2 = [0, 0.02, 0.05, 0.1];
const RANKS = [1, 5, 10];
const GALLERY_PEOPLE = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/**
 * Everything that is reported of an open-set identification, after ISO/IEC 19795-1 and in the conventions of NIST's
 * FRTE 1:N; see {@link identificationCurve} for what counts as an error.
 *
 * @throws {BiometricsError} SCORES_INVALID; for the growth every stranger needs its candidates up to the highest
 * threshold and the margin, or all of them
 */
export function identificationReport(
  trials: IdentificationTrials,
  options: IdentificationReportOptions = {},
): IdentificationReport {
  const { marginL2 = 0, targetFpirs = TARGET_FPIRS, marginsL2 = MARGINS_L2, errorsAtFpir = 0.01 } = options;
  const { enrolled, templates, mated, strangers } = trials;
  const curve = identificationCurve(trials, marginL2);
  const operatingPoints = targetFpirs.map((targetFpir) =>
    identificationPointAtFpir(trials, curve, { targetFpir, marginL2 }),
  );
  const { thresholdL2 } = identificationPointAtFpir(trials, curve, { targetFpir: errorsAtFpir, marginL2 });
  const people = options.galleryPeople ?? [...new Set([...GALLERY_PEOPLE, enrolled])].sort((a, b) => a - b);
  return {
    enrolled,
    templates,
    mated: mated.length,
    strangers: strangers.length,
    failuresToAcquire: {
      mated: mated.filter(isFailureToAcquire).length,
      strangers: strangers.filter(isFailureToAcquire).length,
    },
    marginL2,
    ranks: rankRates(mated, { enrolled, ranks: options.ranks ?? RANKS }),
    operatingPoints,
    det: detPoints(curve).map(inTermsOfIdentification),
    margins: marginsL2.map((each) => pointsWithMargin(trials, targetFpirs, each)),
    growth: operatingPoints.map((point) => ({
      targetFpir: point.targetFpir,
      ...galleryGrowth(trials, { thresholdL2: point.thresholdL2, marginL2, people }),
    })),
    errors: {
      targetFpir: errorsAtFpir,
      thresholdL2,
      falseMatches: falseMatches(trials, { thresholdL2, marginL2 }),
      misses: misses(trials, { thresholdL2, marginL2 }),
    },
  };
}

function pointsWithMargin(trials: IdentificationTrials, targetFpirs: readonly number[], marginL2: number) {
  const curve = identificationCurve(trials, marginL2);
  const operatingPoints = targetFpirs.map((targetFpir) =>
    identificationPointAtFpir(trials, curve, { targetFpir, marginL2 }),
  );
  return { marginL2, operatingPoints };
}

function inTermsOfIdentification({ threshold, fmr, fnmr }: DetPoint) {
  return { thresholdL2: threshold, fpir: fmr, fnir: fnmr };
}
