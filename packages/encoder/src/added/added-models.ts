import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage } from '@portero/runtime';
import { EncoderError } from '../encoder-error.ts';
import type { AddedManifest } from './added-manifest.ts';
import { parseAddedManifest } from './parse-manifest.ts';

export const MANIFEST_FILE = 'manifest.json';

/** A folder of the models folder that is there and cannot be used; the other models go on. */
export interface DamagedModel {
  readonly id: string;
  /** In words, with the fix. */
  readonly problem: string;
}

/**
 * @returns undefined when no model of that id was added
 * @throws {EncoderError} MODEL_MANIFEST_INVALID when its manifest is damaged, or is that of another model
 */
export async function readAddedModel(modelsDir: string, id: string): Promise<AddedManifest | undefined> {
  const file = join(modelsDir, id, MANIFEST_FILE);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw unreadable(file, error);
  });
  if (text === undefined) return undefined;
  const manifest = parseAddedManifest(text, file);
  if (manifest.id === id) return manifest;
  throw new EncoderError(
    'MODEL_MANIFEST_INVALID',
    `The manifest ${file} is that of ${manifest.id}. A model lies in the folder of its id: add it again.`,
    { context: { file, id: manifest.id } },
  );
}

/** Every model that was added, by id; what is damaged is told and keeps no other from being found. */
export async function readAddedModels(
  modelsDir: string,
): Promise<{ models: AddedManifest[]; damaged: DamagedModel[] }> {
  const entries = await readdir(modelsDir, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw unreadable(modelsDir, error);
  });
  const models: AddedManifest[] = [];
  const damaged: DamagedModel[] = [];
  // What begins with a dot is being added or removed.
  const ids = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  for (const { name: id } of ids.sort((a, b) => a.name.localeCompare(b.name))) {
    try {
      const manifest = await readAddedModel(modelsDir, id);
      if (manifest) models.push(manifest);
    } catch (error) {
      damaged.push({ id, problem: errorMessage(error) });
    }
  }
  return { models, damaged };
}

function unreadable(path: string, cause: unknown): EncoderError {
  return new EncoderError(
    'MODEL_MANIFEST_INVALID',
    `${path} cannot be read: ${errorMessage(cause)}. Check that you may read it.`,
    { cause, context: { path } },
  );
}
