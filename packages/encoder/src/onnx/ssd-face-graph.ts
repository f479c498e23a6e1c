import { SSD_INPUT_SIZE } from '../networks/input-sizes.ts';
import { CLASSES, depthwiseParameters, HALVING_LAYERS } from '../networks/ssd-face-network.ts';
import type { WeightSet } from '../weights/weight-set.ts';
import { samePadding } from './conv-layout.ts';
import { writeConv } from './conv-node.ts';
import type { OnnxGraph } from './onnx-graph.ts';
import { pixelInput } from './pixel-input.ts';

/** A map: its name, and its height, which is its width. */
interface Value {
  readonly name: string;
  readonly size: number;
}

/**
 * Writes the SSD face detector, as `networks/ssd-face-network.ts` has it, for one picture. Three outputs: the encodings
 * of the boxes, (5118, 4), the logits of the classes, (5118, 3), and the anchors, (5118, 4).
 */
export function writeSsdFace(graph: OnnxGraph, weights: WeightSet): void {
  const array = (name: string) => weights.get(name)!;
  const [zero, six] = [0, 6].map((value) =>
    graph.floats(`limit${value}`, { shape: [], values: Float32Array.of(value) }),
  );
  const maps = featureMaps();
  graph.output(rows('boxes', 'BoxEncodingPredictor', 4), ['anchors', 4]);
  graph.output(rows('classes', 'ClassPredictor', CLASSES), ['anchors', CLASSES]);
  const anchors = graph.floats('Output/extra_dim', array('Output/extra_dim'));
  const flat = graph.node('anchors', 'Reshape', [anchors, graph.integers('anchor_shape', [-1, 4])]);
  graph.output(flat, ['anchors', 4]);

  /** The six maps, from fine to coarse, on which faces are looked for. */
  function featureMaps(): Value[] {
    const found: Value[] = [];
    const normalised = pixelInput(graph, SSD_INPUT_SIZE, { mean: [127.5, 127.5, 127.5], divisor: 127.5 });
    let x = pointwise({ name: normalised, size: SSD_INPUT_SIZE }, 'MobilenetV1/Conv2d_0_pointwise', 2);
    for (let layer = 1; layer <= 13; layer++) {
      x = depthwise(x, `MobilenetV1/Conv2d_${layer}_depthwise`, HALVING_LAYERS.includes(layer) ? 2 : 1);
      x = pointwise(x, `MobilenetV1/Conv2d_${layer}_pointwise`, 1);
      if (layer === 11 || layer === 13) found.push(x);
    }
    for (let layer = 0; layer < 8; layer++) {
      const halves = layer % 2 === 1;
      x = pointwise(x, `Prediction/Conv2d_${layer}_pointwise`, halves ? 2 : 1);
      if (halves) found.push(x);
    }
    return found;
  }

  /** What each map says of its places, one row an anchor, all maps one after the other. */
  function rows(name: string, predictor: string, width: number): string {
    const shape = graph.integers(`${name}/shape`, [-1, width]);
    const parts = maps.map((map, index) => {
      const path = `Prediction/BoxPredictor_${index}/${predictor}`;
      const parameters = { filter: array(`${path}/weights`), bias: array(`${path}/biases`).values };
      const planes = convolved(map, path, parameters, {}).name;
      const last = graph.node(`${path}/places`, 'Transpose', [planes], { perm: [0, 2, 3, 1] });
      return graph.node(`${path}/rows`, 'Reshape', [last, shape]);
    });
    return graph.node(name, 'Concat', parts, { axis: 0 });
  }

  function pointwise(input: Value, path: string, stride: number): Value {
    const parameters = {
      filter: array(`${path}/weights`),
      bias: array(`${path}/convolution_bn_offset`).values,
    };
    return relu6(convolved(input, path, parameters, { stride }));
  }

  function depthwise(input: Value, path: string, stride: number): Value {
    return relu6(convolved(input, path, depthwiseParameters(array, path), { stride, depthwise: true }));
  }

  function convolved(
    { name, size }: Value,
    path: string,
    parameters: ReturnType<typeof depthwiseParameters>,
    { stride = 1, depthwise = false },
  ): Value {
    const { before, behind, out } = samePadding(size, parameters.filter.shape[0]!, stride);
    const options = { stride, depthwise, pads: [before, behind] } as const;
    return { name: writeConv(graph, path, name, parameters, options), size: out };
  }

  function relu6({ name, size }: Value): Value {
    return { name: graph.node(`${name}/relu6`, 'Clip', [name, zero!, six!]), size };
  }
}
