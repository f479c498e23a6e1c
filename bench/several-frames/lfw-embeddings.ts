import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createEncoderPool,
  type EncoderPool,
  type FaceObservation,
  type FrameAnalysis,
  PIPELINE_VERSION,
} from '@portero/encoder';
import { silentLogger } from '@portero/runtime';
import { dataFolder } from '@portero/testkit';

/** One picture of somebody, encoded. */
export interface Picture {
  /** As a door sees it. */
  readonly embedding: Float32Array;
  /** As it is enrolled, with its mirror image. */
  readonly template: Float32Array;
  /** 0 to 1 */
  readonly quality: number;
}

export interface PersonPictures {
  readonly name: string;
  readonly pictures: readonly Picture[];
}

interface CachedPicture {
  readonly file: string;
  readonly quality?: number;
  /** Absent when no face was found. */
  readonly embedding?: readonly number[];
  readonly template?: readonly number[];
}

/**
 * People of Labeled Faces in the Wild with at least so many pictures, encoded with the default model. What has been
 * encoded before is read from a file in the system's temporary folder.
 */
export async function encodedPeople(minPictures: number): Promise<PersonPictures[]> {
  const data = dataFolder();
  if (data === undefined) throw new Error('The data folder is absent; set PORTERO_DATA.');
  const images = join(data, 'lfw-view1', 'images');
  const people = readdirSync(images)
    .sort()
    .map((name) => ({ name, files: readdirSync(join(images, name)).sort() }))
    .filter(({ files }) => files.length >= minPictures);
  const pool = await createEncoderPool({ workers: 1 }, { logger: silentLogger() });
  try {
    const cache = openCache(`${pool.model.id}-${pool.model.version}-${PIPELINE_VERSION}`);
    const encoded: PersonPictures[] = [];
    for (const { name, files } of people) {
      const pictures: Picture[] = [];
      for (const file of files) {
        const path = join(name, file);
        const {
          embedding,
          template,
          quality = 0,
        } = cache.get(path) ?? cache.add(await encode(pool, images, path));
        if (!embedding || !template) continue;
        pictures.push({
          embedding: Float32Array.from(embedding),
          template: Float32Array.from(template),
          quality,
        });
      }
      encoded.push({ name, pictures });
    }
    return encoded;
  } finally {
    await pool.stop();
  }
}

async function encode(pool: EncoderPool, images: string, file: string): Promise<CachedPicture> {
  const bytes = readFileSync(join(images, file));
  const face = middleFace(await pool.analyse(bytes));
  const enrolled = middleFace(await pool.analyse(bytes, { mirror: true }));
  if (!face || !enrolled) return { file };
  return {
    file,
    quality: face.quality.score,
    embedding: [...face.embedding],
    template: [...enrolled.embedding],
  };
}

/** A picture of this set is cropped around the person that it is named after. */
function middleFace({ faces, width, height }: FrameAnalysis): FaceObservation | undefined {
  const fromMiddle = ({ box }: FaceObservation) =>
    Math.hypot(box.x + box.width / 2 - width / 2, box.y + box.height / 2 - height / 2);
  return [...faces].sort((a, b) => fromMiddle(a) - fromMiddle(b))[0];
}

function openCache(model: string) {
  const folder = join(tmpdir(), 'portero-bench');
  mkdirSync(folder, { recursive: true });
  const path = join(
    folder,
    `several-frames-${createHash('sha256').update(model).digest('hex').slice(0, 12)}.jsonl`,
  );
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
  const known = new Map(
    lines.map((line) => JSON.parse(line) as CachedPicture).map((picture) => [picture.file, picture]),
  );
  return {
    get: (file: string) => known.get(file),
    add(picture: CachedPicture): CachedPicture {
      appendFileSync(path, `${JSON.stringify(picture)}\n`);
      return picture;
    },
  };
}
