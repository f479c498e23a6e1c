import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EncoderError } from '../encoder-error.ts';
import type { EngineName } from '../engines/engine-report.ts';
import { selectEngine } from '../engines/select-engine.ts';
import { GRAPH_FILE, parseGraphFile, shardsOf } from '../networks/graph-file.ts';
import { ONNX_FILE } from '../networks/onnx-network.ts';
import { replaceFolder } from '../weights/model-folder.ts';
import { getModel } from '../zoo/list-models.ts';
import type { ModelManifest } from '../zoo/model-manifest.ts';
import {
  type AddedManifest,
  addedManifestSchema,
  type GivenManifest,
  type NetworkFormat,
} from './added-manifest.ts';
import { MANIFEST_FILE } from './added-models.ts';
import { checkNetwork } from './check-network.ts';
import { fingerprintedVersion, sha256 } from './fingerprint.ts';
import { requireFree } from './free-id.ts';
import { networkOf } from './load-added-network.ts';
import { parseGivenManifest } from './parse-manifest.ts';

export interface AddModelOptions {
  readonly format: NetworkFormat;
  /** The ONNX file, or the `model.json` of a graph model, whose shards lie beside it. */
  readonly network: string;
  /** The file in which its owner says what it is. */
  readonly manifest: string;
  readonly modelsDir: string;
  /** What it is tried on. @defaultValue the best engine that works here */
  readonly engine?: EngineName;
  readonly now?: Date;
}

/**
 * Adds an encoder to the models folder: reads it, tries it, and only then writes it, all at once.
 *
 * @returns the model as the zoo now reports it
 * @throws {EncoderError} MODEL_MANIFEST_INVALID, MODEL_ID_TAKEN, MODEL_WEIGHTS_MISSING, MODEL_RUNTIME_MISSING,
 *   MODEL_UNFIT, ENGINE_UNAVAILABLE
 */
export async function addModel(options: AddModelOptions): Promise<ModelManifest> {
  const { format, network, modelsDir, engine, now = new Date() } = options;
  const given = parseGivenManifest(await readGiven(options.manifest, 'manifest'), options.manifest);
  requireFormat(given, format, options.manifest);
  await requireFree(given.id, modelsDir);
  const files = await readNetworkFiles(given.id, format, network);
  await selectEngine(engine === undefined ? {} : { forced: engine });
  const dimension = await tried(given, format, files);
  const stored = storedManifest({ ...given, format, dimension }, files, now);
  await replaceFolder(modelsDir, given.id, {
    ...Object.fromEntries(files),
    [MANIFEST_FILE]: `${JSON.stringify(stored, undefined, 2)}\n`,
  });
  return getModel(given.id, { modelsDir });
}

function requireFormat(given: GivenManifest, format: NetworkFormat, file: string): void {
  if (given.format === undefined || given.format === format) return;
  throw new EncoderError(
    'MODEL_MANIFEST_INVALID',
    `The manifest ${file} is that of a model in the format ${given.format}, and the network is ${format}. ` +
      'Leave "format" out, or give the network that it is for.',
    { context: { file, given: given.format, format } },
  );
}

async function tried(given: GivenManifest, format: NetworkFormat, files: ReadonlyMap<string, Uint8Array>) {
  const { dimension, output, ...rest } = given;
  const optional = { ...(dimension !== undefined && { dimension }), ...(output !== undefined && { output }) };
  const network = await networkOf({ ...rest, ...optional, format }, files);
  try {
    return await checkNetwork(network, { id: given.id, ...given.input });
  } finally {
    network.dispose();
  }
}

async function readNetworkFiles(
  id: string,
  format: NetworkFormat,
  file: string,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const bytes = await readGivenBytes(file, 'network');
  if (format === 'onnx') return new Map([[ONNX_FILE, bytes]]);
  const files = new Map([[GRAPH_FILE, bytes]]);
  for (const shard of shardsOf(parseGraphFile(id, bytes))) {
    files.set(shard, await readGivenBytes(join(dirname(file), shard), 'weight file'));
  }
  return files;
}

function storedManifest(
  given: GivenManifest & { format: NetworkFormat; dimension: number },
  contents: ReadonlyMap<string, Uint8Array>,
  now: Date,
): AddedManifest {
  const files = Object.fromEntries([...contents].map(([name, bytes]) => [name, sha256(bytes)]));
  const version = fingerprintedVersion(given.version, { ...given, files });
  return addedManifestSchema.parse({ ...given, version, files, addedAt: now.toISOString() });
}

async function readGiven(file: string, what: string): Promise<string> {
  return Buffer.from(await readGivenBytes(file, what)).toString('utf8');
}

async function readGivenBytes(file: string, what: string): Promise<Uint8Array> {
  return readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new EncoderError(
      'MODEL_WEIGHTS_MISSING',
      `The ${what} ${file} cannot be read (${cause.code ?? 'unreadable'}). Check the path and that you may read it.`,
      { cause, context: { file } },
    );
  });
}
