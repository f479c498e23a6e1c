import { loadLandmarkNetwork } from '../networks/landmark-network.ts';
import { loadMobileFaceNet } from '../networks/mobilefacenet.ts';
import { loadNn4Small2 } from '../networks/nn4-small2.ts';
import type { NetworkName, PixelNetwork } from '../networks/pixel-network.ts';
import { loadResNet128 } from '../networks/resnet-128.ts';
import { loadSsdFaceNetwork } from '../networks/ssd-face-network.ts';
import { loadTinyFaceNetwork } from '../networks/tiny-face-network.ts';
import { readImportedWeights } from '../weights/imported-weights.ts';
import { readPackagedWeights } from '../weights/weight-file.ts';
import { readMobileFaceNet } from '../zoo/mobilefacenet-files.ts';
import {
  LANDMARK_WEIGHTS,
  RESNET_128_WEIGHTS,
  SSD_FACE_WEIGHTS,
  TINY_FACE_WEIGHTS,
} from '../zoo/packaged-weights.ts';
import { runOnTensors, type TensorForward } from './on-tensors.ts';

/**
 * Loads a network that ships onto TensorFlow.js, with the backend that is active in this thread.
 *
 * @throws {EncoderError} MODEL_WEIGHTS_MISSING, MODEL_WEIGHTS_INVALID
 */
export async function loadTensorNetwork(
  name: NetworkName,
  { modelsDir }: { readonly modelsDir: string },
): Promise<PixelNetwork> {
  const { forward, constants = [], dispose } = await load(name, modelsDir);
  return { run: async (batch) => [...(await runOnTensors(batch, forward)), ...constants], dispose };
}

interface Loaded {
  readonly forward: TensorForward;
  /** Outputs that are the same for every picture. */
  readonly constants?: readonly Float32Array[];
  readonly dispose: () => void;
}

async function load(name: NetworkName, modelsDir: string): Promise<Loaded> {
  switch (name) {
    case 'tiny-face': {
      const network = loadTinyFaceNetwork(await readPackagedWeights(TINY_FACE_WEIGHTS));
      return { forward: (batch) => [network.forward(batch)], dispose: network.dispose };
    }
    case 'ssd-face': {
      const network = loadSsdFaceNetwork(await readPackagedWeights(SSD_FACE_WEIGHTS));
      return {
        forward(batch) {
          const { boxes, classes } = network.forward(batch);
          return [boxes, classes];
        },
        constants: [network.anchors],
        dispose: network.dispose,
      };
    }
    case 'landmarks': {
      const network = loadLandmarkNetwork(await readPackagedWeights(LANDMARK_WEIGHTS));
      return { forward: (batch) => [network.forward(batch)], dispose: network.dispose };
    }
    case 'mobilefacenet-192': {
      const { graphJson, bytes } = await readMobileFaceNet();
      return embedding(loadMobileFaceNet(graphJson, bytes));
    }
    case 'resnet-128':
      return embedding(loadResNet128(await readPackagedWeights(RESNET_128_WEIGHTS)));
    case 'nn4-small2':
      return embedding(loadNn4Small2(await readImportedWeights(modelsDir, 'nn4-small2')));
  }
}

function embedding({ embed, dispose }: ReturnType<typeof loadResNet128>): Loaded {
  return { forward: (batch) => [embed(batch)], dispose };
}
