import { endianness } from 'node:os';
import type { WeightArray } from '../weights/weight-set.ts';
import {
  ATTRIBUTE_TYPE,
  DATA_TYPE,
  encodeOnnx,
  type OnnxAttribute,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
} from './onnx-schema.ts';

/** The operator set that every operator here is used as of, and the format that goes with it. */
const OPSET = 17;
const IR_VERSION = 8;

export interface OnnxGraphOptions {
  readonly name: string;
  readonly producerVersion: string;
  /** What a person should know who finds the file. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A number with a fraction is written as a float; whole ones as integers, as all attributes used here are. */
export type Attributes = Readonly<Record<string, number | readonly number[]>>;

/**
 * An ONNX graph that is being written: values are known by their names, each made once, in an order in which every
 * node comes after what it takes.
 */
export class OnnxGraph {
  readonly #options: OnnxGraphOptions;
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers = new Map<string, OnnxTensor>();
  readonly #inputs: OnnxValue[] = [];
  readonly #outputs: OnnxValue[] = [];

  constructor(options: OnnxGraphOptions) {
    this.#options = options;
  }

  /** @param shape a text is the name of a size that is left open */
  input(name: string, shape: readonly (number | string)[]): string {
    this.#inputs.push(floatValue(name, shape));
    return name;
  }

  output(name: string, shape: readonly (number | string)[]): void {
    this.#outputs.push(floatValue(name, shape));
  }

  floats(name: string, { shape, values }: WeightArray): string {
    return this.#initialise(name, shape, DATA_TYPE.float, bytesOf(values));
  }

  integers(name: string, values: readonly number[]): string {
    const wide = BigInt64Array.from(values, BigInt);
    return this.#initialise(name, [values.length], DATA_TYPE.int64, bytesOf(wide));
  }

  /** @returns the name of its one output, which is its own */
  node(name: string, opType: string, input: readonly string[], attributes: Attributes = {}): string {
    const attribute = Object.entries(attributes).map(([key, value]) => attributeOf(key, value));
    this.#nodes.push({ name, opType, input: [...input], output: [name], attribute });
    return name;
  }

  toBytes(): Uint8Array {
    const { name, producerVersion, metadata } = this.#options;
    return encodeOnnx({
      irVersion: IR_VERSION,
      producerName: 'portero',
      producerVersion,
      docString: metadata.licence ?? '',
      opsetImport: [{ domain: '', version: OPSET }],
      metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
      graph: {
        name,
        node: this.#nodes,
        initializer: [...this.#initializers.values()],
        input: this.#inputs,
        output: this.#outputs,
      },
    });
  }

  #initialise(name: string, shape: readonly number[], dataType: number, rawData: Uint8Array): string {
    this.#initializers.set(name, { name, dims: [...shape], dataType, rawData });
    return name;
  }
}

function attributeOf(name: string, value: number | readonly number[]): OnnxAttribute {
  if (typeof value !== 'number') return { name, type: ATTRIBUTE_TYPE.ints, ints: [...value] };
  return Number.isInteger(value)
    ? { name, type: ATTRIBUTE_TYPE.int, i: value }
    : { name, type: ATTRIBUTE_TYPE.float, f: value };
}

function floatValue(name: string, shape: readonly (number | string)[]): OnnxValue {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: DATA_TYPE.float, shape: { dim } } } };
}

/** `raw_data` is little-endian by the specification. */
function bytesOf(values: Float32Array | BigInt64Array): Uint8Array {
  const bytes = Buffer.from(values.slice().buffer);
  if (endianness() === 'LE') return bytes;
  return values.BYTES_PER_ELEMENT === 4 ? bytes.swap32() : bytes.swap64();
}
