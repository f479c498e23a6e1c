export {
  type ComparisonOptions,
  compareSystems,
  type EstimateOverPeople,
  type SystemComparison,
} from './adaptation/compare-systems.ts';
export { type HeldOutCalibration, heldOutCalibration } from './adaptation/held-out-calibration.ts';
export {
  type LabelledEmbedding,
  semiHardTriplets,
  type Triplet,
} from './adaptation/mine-triplets.ts';
export {
  identityProjection,
  type Projection,
  projectPeople,
  projectTemplate,
} from './adaptation/projection.ts';
export { seededRandom, shuffled } from './adaptation/seeded-random.ts';
export { type Separation, separationAtFmr } from './adaptation/separation.ts';
export { type AdaptationSplit, splitForAdaptation } from './adaptation/split-people.ts';
export {
  alignmentResidualPx,
  alignmentTransform,
  applyTransform,
  invertTransform,
  type SimilarityTransform,
  transformScale,
} from './alignment.ts';
export { type AlignmentTemplate, ARCFACE_112, DLIB_150 } from './alignment-templates.ts';
export { BiometricsError, type BiometricsErrorCode, isBiometricsError } from './biometrics-error.ts';
export { fmrAt, fnmrAt, thresholdAtFmr } from './calibration/calibrated-rates.ts';
export type { Calibration, ParetoTail, RateKnots } from './calibration/calibration.ts';
export {
  type CalibrationFile,
  type CalibrationProvenance,
  calibrationFileText,
  parseCalibrationFile,
} from './calibration/calibration-file.ts';
export {
  type CrossedComparisons,
  crossedComparisons,
  type PersonPicture,
} from './calibration/crossed-comparisons.ts';
export { type CalibratedThreshold, thresholdForFmr } from './calibration/empirical-threshold.ts';
export { type CalibrationSample, fitCalibration } from './calibration/fit-calibration.ts';
export { expectedFpir, fmrForFpir } from './calibration/gallery-formula.ts';
export type { GallerySize, GalleryThresholds } from './calibration/gallery-thresholds.ts';
export {
  type IdentificationPolicy,
  type IdentificationPolicyRequest,
  identificationPolicyFor,
} from './calibration/identification-policy.ts';
export { parseCalibration } from './calibration/parse-calibration.ts';
export { type Histogram, type HistogramRange, histogram } from './charts/histogram.ts';
export { type DetPoint, detPoints, normalDeviate, type RocPoint, rocPoints } from './charts/roc-and-det.ts';
export { type ChartPlace, thinCurve } from './charts/thin-curve.ts';
export { clopperPearsonInterval, type Interval, ruleOfThree, wilsonInterval } from './confidence.ts';
export { type CrossValidation, crossValidatedAccuracy } from './cross-validation.ts';
export { l2Distance, l2Normalise, pixelDistance, squaredL2Distance, type Vector } from './distance.ts';
export { nearPeople } from './enrolment/near-people.ts';
export {
  type Consistency,
  consistencyOf,
  type OwnFace,
  templateGroups,
} from './enrolment/template-groups.ts';
export { type ErrorCurve, type ErrorPoint, errorCurve, errorsAt, type ScoredPair } from './error-curve.ts';
export { fuseTemplates, type WeightedTemplate } from './fuse-templates.ts';
export {
  type Box,
  type FivePoints,
  fivePointsFrom68,
  intersectionOverUnion,
  type Point,
} from './geometry.ts';
export {
  type GalleryGrowth,
  type GalleryGrowthOptions,
  type GallerySizePoint,
  galleryGrowth,
} from './identification/gallery-growth.ts';
export { type GroupRates, identificationByGroup } from './identification/groups.ts';
export {
  type IdentificationPoint,
  identificationCurve,
  identificationPointAt,
  identificationPointAtFpir,
  type TargetedIdentificationPoint,
} from './identification/identification-point.ts';
export {
  type IdentificationReport,
  type IdentificationReportOptions,
  identificationReport,
} from './identification/identification-report.ts';
export type {
  IdentificationTrials,
  MatedProbe,
  RankedPerson,
  StrangerProbe,
} from './identification/probe.ts';
export { type RankRate, rankRates } from './identification/ranks.ts';
export {
  type FalseMatch,
  falseMatches,
  type Miss,
  type MissReason,
  misses,
} from './identification/remaining-errors.ts';
export { type LfwImage, type LfwPair, lfwImagePath, parsePairs } from './lfw-pairs.ts';
export {
  CHALLENGE_ACTIONS,
  type ChallengeAction,
  type ChallengeDeps,
  type ChallengeOptions,
  issueChallenge,
  type LivenessChallenge,
} from './liveness-challenge.ts';
export { type FaceSigns, faceSigns, looksAhead } from './liveness-challenge-signs.ts';
export {
  advanceChallenge,
  type ChallengeFailure,
  type ChallengeFrame,
  type ChallengeState,
  challengeAt,
  startChallenge,
} from './liveness-challenge-state.ts';
export {
  type Enrolled,
  type Identification,
  isSamePerson,
  type PersonDistance,
  type Verification,
  verify,
  whoIsIt,
} from './matching.ts';
export {
  calibratedThresholds,
  DEFAULT_TARGET_FPIR,
  type ModelThresholds,
  modelThresholds,
  thresholdsForGallery,
  thresholdsOfModel,
  USUAL_GALLERY,
} from './model-thresholds.ts';
export {
  areaUnderRoc,
  bestAccuracy,
  equalErrorRate,
  type OperatingPoint,
  operatingPointAtFmr,
} from './operating-points.ts';
export { personDistance, personReference } from './person-reference.ts';
export { type PlanarMotion, planarMotion } from './planar-motion.ts';
export {
  FACE_REGIONS,
  type FaceMeasures,
  type FaceRegion,
  type RegionColour,
} from './quality/face-measures.ts';
export { type HeadPose, headPose } from './quality/head-pose.ts';
export {
  assessPortrait,
  type ComponentScore,
  type PortraitComponent,
  type PortraitDefect,
  type PortraitFacts,
  type PortraitFlaw,
  type PortraitQuality,
} from './quality/portrait-quality.ts';
export { type SeenFace, uprightness } from './quality/uprightness.ts';
export { estimateRate, type RateEstimate } from './rate-estimate.ts';
export { CALIBRATED_MODELS, shippedCalibration } from './shipped-calibrations.ts';
export { TRIPLET_ALPHA, tripletLoss } from './triplet-loss.ts';
export { type VerificationReport, verificationReport } from './verification-report.ts';
