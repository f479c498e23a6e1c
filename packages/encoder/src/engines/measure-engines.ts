import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, type Logger } from '@portero/runtime';
import sharp from 'sharp';
import { createEncoderPool } from '../pool/create-encoder-pool.ts';
import type { EncoderPoolOptions } from '../pool/encoder-pool.ts';
import { packageFolder } from '../weights/package-folder.ts';
import type { EngineMeasurement } from './engine-choice.ts';
import { absenceOf, ENGINE_LOADERS } from './engine-loaders.ts';
import type { EngineCandidate, EngineName } from './engine-report.ts';

export interface MeasureEnginesOptions
  extends Pick<EncoderPoolOptions, 'model' | 'modelsDir' | 'calibrationsDir'> {
  /** Measure these only. @defaultValue every engine */
  engines?: readonly EngineName[];
  /** Frames, after those that warm the engine up. @defaultValue 15 */
  frames?: number;
}

export interface MeasuredEngine extends EngineCandidate {
  /** What a person does who wants it. */
  readonly howToInstall: string;
  /** Median; absent where the engine does not work here. */
  readonly frameMs?: number;
}

/** As a camera at a door gives it: the woman on the right of the photograph stands before it. */
const FRAME = { left: 620, top: 0, width: 1280, height: 720 };
const WARM_UP_FRAMES = 3;

/**
 * Encodes one picture of real size with each engine in turn, one worker each, as a door would.
 *
 * @returns in the order of `ENGINE_NAMES`
 */
export async function measureEngines(
  { engines, frames = 15, ...pool }: MeasureEnginesOptions,
  { logger }: { readonly logger: Logger },
): Promise<MeasuredEngine[]> {
  const picture = await realSizeFrame();
  const measured: MeasuredEngine[] = [];
  for (const loader of ENGINE_LOADERS) {
    const { name, howToInstall } = loader;
    if (engines?.includes(name) === false) continue;
    const absence = absenceOf(loader);
    if (absence !== undefined) {
      measured.push({ name, howToInstall, available: false, reason: absence });
      continue;
    }
    try {
      const frameMs = await frameTime(picture, { engine: name, frames, pool, logger });
      measured.push({
        name,
        howToInstall,
        available: true,
        reason: `${frameMs.toFixed(1)} ms a frame`,
        frameMs,
      });
    } catch (error) {
      measured.push({
        name,
        howToInstall,
        available: false,
        reason: `does not work: ${errorMessage(error)}`,
      });
    }
  }
  return measured;
}

/** What there is to choose from. */
export function measurementsOf(measured: readonly MeasuredEngine[]): EngineMeasurement[] {
  return measured.flatMap(({ name, frameMs }) => (frameMs === undefined ? [] : [{ engine: name, frameMs }]));
}

interface FrameTimeOptions {
  readonly engine: EngineName;
  readonly frames: number;
  readonly pool: Omit<MeasureEnginesOptions, 'engines' | 'frames'>;
  readonly logger: Logger;
}

async function frameTime(
  picture: Uint8Array,
  { engine, frames, pool: options, logger }: FrameTimeOptions,
): Promise<number> {
  const pool = await createEncoderPool({ ...options, engine, workers: 1 }, { logger });
  try {
    const times: number[] = [];
    for (let frame = -WARM_UP_FRAMES; frame < frames; frame++) {
      const { timings } = await pool.analyse(picture, { maxFaces: 1, thorough: false });
      if (frame >= 0) times.push(timings.totalMs);
    }
    return times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
  } finally {
    await pool.stop();
  }
}

async function realSizeFrame(): Promise<Uint8Array> {
  const sample = await readFile(join(packageFolder('@vladmandic/face-api') ?? '', 'demo', 'sample1.jpg'));
  return sharp(sample).extract(FRAME).jpeg({ quality: 90 }).toBuffer();
}
