import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Box, Point } from '@portero/biometrics';
import type { EncoderPool } from '@portero/encoder';
import { hash } from './random.ts';

/** A face found in a simulated picture. */
export interface FoundFace {
  readonly box: Box;
  readonly landmarks: readonly Point[];
}

export interface Presentation {
  /** JPEG. */
  readonly file: string;
  /** Absent when the detector saw no face: whatever was held up, it does not get as far as PAD. */
  readonly face?: FoundFace | undefined;
}

const CACHE = '.portero/bench/pad';
/** Whatever these say, the pictures depend on. */
const SIMULATION_FILES = [
  'random.ts',
  'picture.ts',
  'camera.ts',
  'media.ts',
  'species.ts',
  'depth-warp.ts',
  'swaying-view.ts',
  'sequences.ts',
  'challenge-frames.ts',
];

/** Pictures and faces on disk, so that only the first run pays for them; a change of the simulation starts anew. */
export class PresentationCache {
  readonly #folder: string;
  readonly #pool: Pick<EncoderPool, 'analyse'>;

  constructor({ pool }: { pool: Pick<EncoderPool, 'analyse'> }) {
    const sources = SIMULATION_FILES.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'));
    this.#folder = join(CACHE, hash(sources.join('\n')).toString(16));
    this.#pool = pool;
    mkdirSync(this.#folder, { recursive: true });
  }

  async get(name: string, make: () => Promise<Buffer>): Promise<Presentation> {
    const file = join(this.#folder, `${name}.jpg`);
    const faceFile = `${file}.json`;
    if (existsSync(faceFile)) {
      const face = JSON.parse(readFileSync(faceFile, 'utf8')) as FoundFace | null;
      return { file, face: face ?? undefined };
    }
    const jpeg = await make();
    const face = await this.#find(jpeg);
    writeFileSync(file, jpeg);
    writeFileSync(faceFile, JSON.stringify(face ?? null));
    return { file, face };
  }

  async #find(jpeg: Buffer): Promise<FoundFace | undefined> {
    const { faces } = await this.#pool.analyse(jpeg, { encode: false, thorough: false, maxFaces: 1 });
    const [largest] = faces;
    return largest && { box: largest.box, landmarks: largest.landmarks };
  }
}
