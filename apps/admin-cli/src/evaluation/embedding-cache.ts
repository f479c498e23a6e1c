import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EncodedPicture, fromLine, toLine } from './encoded-picture.ts';

export interface EmbeddingCacheOptions {
  /** Made when it is missing, for nobody but its owner: embeddings of faces are biometric data. */
  dir: string;
  model: { readonly id: string; readonly version: string; readonly dimension: number };
  pipelineVersion: string;
  /** Whether it keeps what is enrolled, which is made of the face and its mirror image. @defaultValue false */
  mirrored?: boolean;
}

/** What pictures were encoded to, by the sha256 of the file, in lower-case hex. */
export interface EmbeddingCache {
  readonly size: number;
  get(imageHash: string): EncodedPicture | undefined;
  /** On disk when it resolves: whatever stops the program afterwards, this picture is not encoded again. */
  add(imageHash: string, picture: EncodedPicture): Promise<void>;
  close(): Promise<void>;
}

/**
 * One file for each model, its version and the pipeline's, and one for what is enrolled; a line is a picture. Lines are
 * only ever appended, each in one write, so that two programs may share a file; what was cut off by a crash is left out
 * when it is read.
 */
export async function openEmbeddingCache(options: EmbeddingCacheOptions): Promise<EmbeddingCache> {
  const { dir, model, pipelineVersion, mirrored = false } = options;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const kind = mirrored ? '-mirrored' : '';
  const path = join(dir, `${model.id}-v${model.version}-pipeline-${pipelineVersion}${kind}.jsonl`);
  const file = await open(path, 'a', 0o600);
  const pictures = await readPictures(path, model.dimension);
  await endCutLine(file, pictures.endsInLine);
  return {
    get size() {
      return pictures.byHash.size;
    },
    get: (imageHash) => pictures.byHash.get(imageHash),
    async add(imageHash, picture) {
      await file.appendFile(`${toLine(imageHash, picture)}\n`);
      pictures.byHash.set(imageHash, picture);
    },
    close: () => file.close(),
  };
}

async function readPictures(path: string, dimension: number) {
  const text = await readFile(path, 'utf8');
  const byHash = new Map<string, EncodedPicture>();
  for (const line of text.split('\n')) {
    const entry = line === '' ? undefined : fromLine(line, dimension);
    if (entry) byHash.set(entry.imageHash, entry.picture);
  }
  return { byHash, endsInLine: text !== '' && !text.endsWith('\n') };
}

/** The next line must not be glued to the remains of one. */
async function endCutLine(file: FileHandle, isCut: boolean): Promise<void> {
  if (isCut) await file.appendFile('\n');
}
