/*
 * `@portero/encoder/training`: what needs tensors in the caller's hand, kept apart from the root so that a process
 * which only asks the pool loads no TensorFlow.js itself.
 */

export {
  type EpochReport,
  type FitProjectionOptions,
  type FittedProjection,
  fitProjection,
} from './adaptation/fit-projection.ts';
export {
  type TripletLossGradients,
  type Triplets,
  tripletLossGradients,
  tripletLossOnTensors,
} from './triplet-loss.ts';
