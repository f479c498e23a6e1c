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
export { type CalibratedThreshold, expectedFpir, fmrForFpir, thresholdForFmr } from './calibration.ts';
export { clopperPearsonInterval, type Interval, ruleOfThree, wilsonInterval } from './confidence.ts';
export { type CrossValidation, crossValidatedAccuracy } from './cross-validation.ts';
export { l2Distance, l2Normalise, pixelDistance, squaredL2Distance, type Vector } from './distance.ts';
export { type ErrorCurve, type ErrorPoint, errorCurve, errorsAt, type ScoredPair } from './error-curve.ts';
export {
  type Box,
  type FivePoints,
  fivePointsFrom68,
  intersectionOverUnion,
  type Point,
} from './geometry.ts';
export { type LfwImage, type LfwPair, lfwImagePath, parsePairs } from './lfw-pairs.ts';
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
  areaUnderRoc,
  bestAccuracy,
  equalErrorRate,
  type OperatingPoint,
  operatingPointAtFmr,
} from './operating-points.ts';
export { TRIPLET_ALPHA, tripletLoss } from './triplet-loss.ts';
export { type VerificationReport, verificationReport } from './verification-report.ts';
