/**
 * nn4.small2 as data: OpenFace's small Inception network in the form that the FaceNet course notebook gives it, with
 * average pooling where OpenFace has L2 pooling and without its local response normalisation. The published weights
 * are the same for both. The notebook's form is followed to the epsilon, because its threshold was measured on it.
 */

/** A convolution with bias, batch normalisation and ReLU. Padding is symmetric, as Torch has it: TF's "same" is not. */
export interface ConvLayer {
  /** Of the convolution's weights. */
  readonly name: string;
  /** Of the batch normalisation's weights. */
  readonly normName: string;
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly epsilon: number;
}

export interface PoolBranch {
  readonly kind: 'max' | 'average';
  readonly stride: number;
  /** Zeros put around the result to bring it to the size of the other branches: rows and columns before and after. */
  readonly padAfterwards: readonly [number, number];
  /** A 1×1 convolution between pooling and padding; absent where the pooled channels pass unchanged. */
  readonly conv: ConvLayer | undefined;
}

/** Its branches are joined along the channels in this order: 3×3, 5×5, pool, 1×1. */
export interface InceptionBlock {
  readonly towers: readonly (readonly ConvLayer[])[];
  readonly pool: PoolBranch;
  readonly direct: ConvLayer | undefined;
}

export const IMAGE_SIZE = 96;
export const EMBEDDING_SIZE = 128;
/** Channels that reach the dense layer, after 3×3 average pooling of a 3×3 map. */
export const DENSE_INPUTS = 736;
/** 3,743,280 trainable and fixed parameters: convolutions, their biases, four per normalised channel, dense. */
export const PARAMETER_COUNT = 3_743_280;

/** Keras's default, which the notebook leaves on `bn1` only. */
const EPSILON_BN1 = 1e-3;
const EPSILON = 1e-5;

function stemLayer(
  index: 1 | 2 | 3,
  shape: [kernel: number, stride: number, inputs: number, outputs: number],
) {
  const [kernel, stride, inputs, outputs] = shape;
  const epsilon = index === 1 ? EPSILON_BN1 : EPSILON;
  const pad = (kernel - 1) / 2;
  return { name: `conv${index}`, normName: `bn${index}`, kernel, stride, pad, inputs, outputs, epsilon };
}

export const CONV1: ConvLayer = stemLayer(1, [7, 2, 3, 64]);
export const CONV2: ConvLayer = stemLayer(2, [1, 1, 64, 64]);
export const CONV3: ConvLayer = stemLayer(3, [3, 1, 64, 192]);

interface BlockShape {
  inputs: number;
  /** Channels of the 1×1 reduction and of the convolution after it. */
  tower3: [reduced: number, outputs: number];
  tower5?: [reduced: number, outputs: number];
  /** Of both towers. @defaultValue 1 */
  stride?: number;
  pool: { kind: 'max' | 'average'; stride: number; padAfterwards: [number, number]; outputs?: number };
  direct?: number;
}

function block(
  name: string,
  { inputs, tower3, tower5, stride = 1, pool, direct }: BlockShape,
): InceptionBlock {
  const pointwise = (branch: string, number: '' | '1', from: number, to: number): ConvLayer => ({
    name: `inception_${name}_${branch}_conv${number}`,
    normName: `inception_${name}_${branch}_bn${number}`,
    kernel: 1,
    stride: 1,
    pad: 0,
    inputs: from,
    outputs: to,
    epsilon: EPSILON,
  });
  const tower = (kernel: 3 | 5, [reduced, outputs]: [number, number]): ConvLayer[] => {
    const branch = `${kernel}x${kernel}`;
    const first = pointwise(branch, '1', inputs, reduced);
    const names = { name: `inception_${name}_${branch}_conv2`, normName: `inception_${name}_${branch}_bn2` };
    const pad = (kernel - 1) / 2;
    return [first, { ...names, kernel, stride, pad, inputs: reduced, outputs, epsilon: EPSILON }];
  };
  return {
    towers: [tower(3, tower3), ...(tower5 ? [tower(5, tower5)] : [])],
    pool: {
      kind: pool.kind,
      stride: pool.stride,
      padAfterwards: pool.padAfterwards,
      conv: pool.outputs === undefined ? undefined : pointwise('pool', '', inputs, pool.outputs),
    },
    direct: direct === undefined ? undefined : pointwise('1x1', '', inputs, direct),
  };
}

/** In the order of the network; maps of 12×12 up to 3c, 6×6 up to 4e, then 3×3. */
export const INCEPTION_BLOCKS: readonly InceptionBlock[] = [
  block('3a', {
    inputs: 192,
    tower3: [96, 128],
    tower5: [16, 32],
    pool: { kind: 'max', stride: 2, padAfterwards: [3, 4], outputs: 32 },
    direct: 64,
  }),
  block('3b', {
    inputs: 256,
    tower3: [96, 128],
    tower5: [32, 64],
    pool: { kind: 'average', stride: 3, padAfterwards: [4, 4], outputs: 64 },
    direct: 64,
  }),
  block('3c', {
    inputs: 320,
    tower3: [128, 256],
    tower5: [32, 64],
    stride: 2,
    pool: { kind: 'max', stride: 2, padAfterwards: [0, 1] },
  }),
  block('4a', {
    inputs: 640,
    tower3: [96, 192],
    tower5: [32, 64],
    pool: { kind: 'average', stride: 3, padAfterwards: [2, 2], outputs: 128 },
    direct: 256,
  }),
  block('4e', {
    inputs: 640,
    tower3: [160, 256],
    tower5: [64, 128],
    stride: 2,
    pool: { kind: 'max', stride: 2, padAfterwards: [0, 1] },
  }),
  block('5a', {
    inputs: 1024,
    tower3: [96, 384],
    pool: { kind: 'average', stride: 3, padAfterwards: [1, 1], outputs: 96 },
    direct: 256,
  }),
  block('5b', {
    inputs: 736,
    tower3: [96, 384],
    pool: { kind: 'max', stride: 2, padAfterwards: [1, 1], outputs: 96 },
    direct: 256,
  }),
];

/** Every convolution of the network, once. */
export function convLayers(): ConvLayer[] {
  const inBlocks = INCEPTION_BLOCKS.flatMap(({ towers, pool, direct }) => [
    ...towers.flat(),
    pool.conv,
    direct,
  ]);
  return [CONV1, CONV2, CONV3, ...inBlocks.filter((layer) => layer !== undefined)];
}
