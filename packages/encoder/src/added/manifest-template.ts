import type { GivenManifest } from './added-manifest.ts';

/** What a person starts from: a network of ArcFace's kind, as most are exported. */
export const MANIFEST_TEMPLATE: GivenManifest = {
  id: 'my-arcface',
  version: '1',
  input: { width: 112, height: 112, layout: 'nchw', channelOrder: 'rgb' },
  normalisation: { mean: [127.5, 127.5, 127.5], divisor: [127.5, 127.5, 127.5] },
  alignment: 'arcface-112',
  licence: 'what you may do with the weights, such as: MIT; or: by contract with NAME of DATE',
  source: 'where the network comes from: its address, its authors, how it was converted',
  trainingData: 'whose pictures it was trained on, and by what right',
};
