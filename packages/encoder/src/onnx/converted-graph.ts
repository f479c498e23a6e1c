import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NetworkName } from '../networks/pixel-network.ts';
import { weightsDigest } from '../zoo/weights-digest.ts';
import type { PreluForm } from './prelu-node.ts';

/** Counts up whenever the same weights are written as another graph, so that graphs kept before are made anew. */
const CONVERTER_VERSION = '1';

/** In the models folder; what begins with a dot is no model. */
const FOLDER = '.onnx';

const DIGEST_BYTES = 32;

/** Makes the graph where none is kept. */
export type Convert = (name: NetworkName) => Promise<Uint8Array>;

/**
 * The ONNX graph of a network that ships: kept since an earlier start, or converted now and kept.
 *
 * A file is known by the digest of the weights and the version of the converter, begins with the digest of the graph
 * that follows, and takes its place by one rename: one that is damaged is made anew, and of several processes that make
 * it at once any may win. A folder that cannot be written to costs the conversion at every start, and nothing else.
 *
 * @throws {EncoderError} MODEL_WEIGHTS_MISSING, MODEL_WEIGHTS_INVALID
 */
export async function convertedGraph(
  name: NetworkName,
  { modelsDir, preluForm = 'convolutions' }: ConvertedGraphOptions,
  { convert }: { readonly convert: Convert },
): Promise<Uint8Array> {
  const weights = await weightsDigest(name, modelsDir);
  const folder = join(modelsDir, FOLDER);
  const form = preluForm === 'operator' ? '-prelu' : '';
  const file = join(folder, `${name}-${weights.slice(0, 16)}-${CONVERTER_VERSION}${form}.graph`);
  const kept = await readFile(file).catch(() => undefined);
  if (kept && isWhole(kept)) return kept.subarray(DIGEST_BYTES);
  const graph = await convert(name);
  await keep(folder, file, graph).catch(() => undefined);
  return graph;
}

export interface ConvertedGraphOptions {
  /** The graphs are kept in a folder of it. */
  readonly modelsDir: string;
  /** How the graph is to have its PReLUs. @defaultValue 'convolutions' */
  readonly preluForm?: PreluForm;
}

function isWhole(kept: Buffer): boolean {
  return digestOf(kept.subarray(DIGEST_BYTES)).equals(kept.subarray(0, DIGEST_BYTES));
}

async function keep(folder: string, file: string, graph: Uint8Array): Promise<void> {
  const fresh = `${file}-${randomUUID()}`;
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(fresh, Buffer.concat([digestOf(graph), graph]), { flush: true });
    await rename(fresh, file);
  } finally {
    await rm(fresh, { force: true });
  }
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
