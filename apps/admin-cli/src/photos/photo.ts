import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ImageInput } from '@portero/encoder';
import { cannotRead } from '../cli-error.ts';

export interface Photo {
  /** As a person named it. */
  file: string;
  image: ImageInput;
  /** sha256 of the file, or of the pixels, in lower-case hex: the same photograph is never enrolled twice. */
  sourceHash: string;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** @throws {CliError} NOT_FOUND naming the file and why it cannot be read */
export async function readPhoto(file: string): Promise<Photo> {
  try {
    const bytes = await readFile(file);
    return { file, image: bytes, sourceHash: sha256(bytes) };
  } catch (cause) {
    throw cannotRead(`the photograph ${file}`, cause, { context: { file } });
  }
}
