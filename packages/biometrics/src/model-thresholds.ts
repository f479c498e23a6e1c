import { thresholdAtFmr } from './calibration/calibrated-rates.ts';
import type { Calibration } from './calibration/calibration.ts';
import {
  type GallerySize,
  type GalleryThresholds,
  galleryThresholds,
} from './calibration/gallery-thresholds.ts';
import { shippedCalibration } from './shipped-calibrations.ts';

/** How near is near enough, for one model. Distances are plain L2 between vectors of length 1, in [0, 2]. */
export interface ModelThresholds {
  readonly modelId: string;
  /** Length of an embedding. */
  readonly dimension: number;
  /** 1:1 with a card: the card's person must be nearer than this. */
  readonly pairThresholdL2: number;
  /** 1:N where nothing better is known of the gallery than {@link USUAL_GALLERY}. */
  readonly identifyThresholdL2: number;
  /** 1:N: the second person must be at least this much farther away. */
  readonly marginL2: number;
  /** What they were derived from, and are derived from again for the gallery of a building; absent for typed ones. */
  readonly calibration?: Calibration;
}

/** NIST's FRTE 1:N quotes its open-set identification at this rate: one stranger in 333 is taken for somebody. */
export const DEFAULT_TARGET_FPIR = 0.003;

/** 500 people: what a threshold is derived for where no gallery is at hand. */
export const USUAL_GALLERY = Object.freeze({ persons: 500 });

/**
 * The false-match rate at which a pair is accepted. Who tries another's card is one comparison, so that 1e-4 would do in
 * LFW; but colleagues are more alike than people of LFW (the nearest two of the course's office stand at 0.94, which
 * LFW takes for a rate of 3e-5), so the better model is asked for a tenth of it.
 */
const PAIR_FMR = Object.freeze({ 'mobilefacenet-192': 1e-5, 'resnet-128': 1e-4 });

type CalibratedModelId = keyof typeof PAIR_FMR;

/** Every model of the zoo: the one place where its thresholds are. The default model is the first. */
export function modelThresholds(): ModelThresholds[] {
  return [
    calibrated('mobilefacenet-192', 192),
    calibrated('resnet-128', 128),
    // The course notebook's 0.7, made for this network and no other; it knows no margin and one threshold for all.
    { modelId: 'nn4-small2', dimension: 128, pairThresholdL2: 0.7, identifyThresholdL2: 0.7, marginL2: 0 },
    // There to show how badly raw pixels do: even at 0.25, 97 % of the mated pairs of LFW are rejected.
    { modelId: 'pixels', dimension: 768, pairThresholdL2: 0.2, identifyThresholdL2: 0.1, marginL2: 0.05 },
  ];
}

/** @returns undefined for a model that is not of the zoo */
export function thresholdsOfModel(modelId: string): ModelThresholds | undefined {
  return modelThresholds().find((model) => model.modelId === modelId);
}

function calibrated(modelId: CalibratedModelId, dimension: number): ModelThresholds {
  const { calibration } = shippedCalibration(modelId);
  return calibratedThresholds({ dimension, calibration, pairFmr: PAIR_FMR[modelId] });
}

/**
 * The thresholds of a model from its calibration, shipped or a site's own.
 *
 * @param pairFmr @defaultValue that of the model, 1e-5 for one that is not of the zoo
 */
export function calibratedThresholds({
  dimension,
  calibration,
  pairFmr = PAIR_FMR[calibration.modelId as CalibratedModelId] ?? 1e-5,
}: {
  dimension: number;
  calibration: Calibration;
  pairFmr?: number;
}): ModelThresholds {
  const pairThresholdL2 = roundDown(thresholdAtFmr(calibration, pairFmr).thresholdL2);
  const usual = galleryThresholds(
    { calibration, pairThresholdL2 },
    { ...USUAL_GALLERY, targetFpir: DEFAULT_TARGET_FPIR },
  );
  return {
    modelId: calibration.modelId,
    dimension,
    pairThresholdL2,
    identifyThresholdL2: usual.thresholdL2,
    marginL2: usual.marginL2,
    calibration,
  };
}

/** What is in force for a gallery: derived where the model has a calibration, else the model's own. */
export function thresholdsForGallery(model: ModelThresholds, gallery: GallerySize): GalleryThresholds {
  const { calibration, pairThresholdL2, identifyThresholdL2, marginL2 } = model;
  return calibration
    ? galleryThresholds({ calibration, pairThresholdL2 }, gallery)
    : { thresholdL2: identifyThresholdL2, marginL2, limitedBy: 'typed' };
}

/** To four decimals, towards refusing. */
function roundDown(distanceL2: number): number {
  return Math.floor(distanceL2 * 1e4) / 1e4;
}
