import type { ModelEntry } from '../../zoo/model-manifest.ts';
import { EMBEDDING_SIZE, IMAGE_SIZE } from './architecture.ts';

/** What is known of nn4.small2 apart from its weights, which everybody imports for themselves. */
export const NN4_SMALL2_ENTRY: ModelEntry = Object.freeze<ModelEntry>({
  id: 'nn4-small2',
  version: '1',
  dimension: EMBEDDING_SIZE,
  input: { width: IMAGE_SIZE, height: IMAGE_SIZE, channels: 3, layout: 'nchw' },
  normalisation: 'RGB / 255, in [0, 1]',
  // Means of the same five points over the mean face that OpenFace aligns to, which fills its 96×96 chip.
  alignment: {
    width: IMAGE_SIZE,
    height: IMAGE_SIZE,
    points: [
      { x: 26.63, y: 16.06 },
      { x: 67.79, y: 15.26 },
      { x: 47.24, y: 40.52 },
      { x: 29.48, y: 61.62 },
      { x: 66.76, y: 60.88 },
    ],
  },
  metric: 'l2',
  // The threshold of the FaceNet course notebook, for a claimed identity and for a search alike; it has no margin.
  threshold: 0.7,
  identifyThreshold: 0.7,
  margin: 0,
  licence: 'Apache-2.0 (OpenFace, Carnegie Mellon University)',
  source: 'OpenFace nn4.small2.v1 as the CSV files of Keras-OpenFace; imported by `portero model import`',
  trainingData: 'CASIA-WebFace and FaceScrub (both published for research)',
});
