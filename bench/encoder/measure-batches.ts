import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { percentile } from '@portero/benchmark';
import { l2Distance } from '@portero/biometrics';
import type { EngineName } from '@portero/encoder';
import { makeFolder } from '@portero/testkit';
import sharp from 'sharp';
import { networkLoader } from '../../packages/encoder/src/engines/load-pixel-network.ts';
import { selectEngine } from '../../packages/encoder/src/engines/select-engine.ts';
import { onlyOutput, type PixelBatch, rowsOf } from '../../packages/encoder/src/networks/pixel-network.ts';
import { lfwPictures, packagedPictures } from './pictures.ts';

export const BATCH_BASELINE: EngineName = 'wasm';

/** The middle of a portrait of 250 pixels, where the face is. */
const FACE = { left: 65, top: 65, width: 120, height: 120 };
const PORTRAITS = 60;

/** Width and height of what each takes. */
const INPUT_PX = { 'mobilefacenet-192': 112, 'resnet-128': 150 } as const;

export interface BatchRow {
  readonly name: string;
  /** Of the median time for a face, to that of the first row. */
  readonly ratio: number;
  readonly engine: EngineName;
  readonly faces: number;
  /** The first batch of that size, with whatever is compiled or looked up for it. */
  readonly firstMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of all threads, a batch. */
  readonly cpuMs: number;
  readonly facesPerSecond: number;
  /** The largest distance of an embedding from that of wasm for the same face. */
  readonly distanceL2: number;
  readonly runs: number;
  readonly embeddings: readonly Float32Array[];
}

export interface BatchesOptions {
  readonly model: keyof typeof INPUT_PX;
  /** Faces at once. */
  readonly sizes: readonly number[];
  /** How long each size is repeated, three times at least. */
  readonly seconds: number;
  /** What was measured on wasm, of which the same sizes are compared. */
  readonly baseline: readonly BatchRow[];
}

/** @throws {Error} where the engine cannot be had */
export async function measureBatches(
  engine: EngineName,
  { model, sizes, seconds, baseline }: BatchesOptions,
): Promise<BatchRow[]> {
  await selectEngine({ forced: engine });
  const modelsDir = makeFolder();
  const place = { engine, threads: availableParallelism(), modelsDir };
  const network = await (await networkLoader(place))(model).finally(() =>
    rmSync(modelsDir, { recursive: true, force: true }),
  );
  try {
    const rows: BatchRow[] = [];
    for (const faces of sizes) {
      const batch = await batchOf(faces, INPUT_PX[model]);
      const startedMs = performance.now();
      const embeddings = rowsOf(await onlyOutput(network, batch), faces);
      const firstMs = performance.now() - startedMs;
      const { wallMs, cpuMs } = await repeat(() => onlyOutput(network, batch), seconds);
      const p50Ms = percentile(wallMs, 0.5);
      const reference = baseline[0] ?? rows[0];
      const same = baseline.find((row) => row.engine === BATCH_BASELINE && row.faces === faces);
      rows.push({
        name: `${engine}, ${faces} at once`,
        ratio: reference ? p50Ms / faces / (reference.p50Ms / reference.faces) : 1,
        ...{ engine, faces, firstMs, p50Ms, p99Ms: percentile(wallMs, 0.99), cpuMs },
        facesPerSecond: (faces * 1000) / p50Ms,
        distanceL2: largestDistance(embeddings, same?.embeddings ?? embeddings),
        ...{ runs: wallMs.length, embeddings },
      });
    }
    return rows;
  } finally {
    network.dispose();
  }
}

async function repeat(run: () => Promise<unknown>, seconds: number) {
  const wallMs: number[] = [];
  const [cpu, startedMs] = [process.cpuUsage(), performance.now()];
  while (wallMs.length < 3 || performance.now() - startedMs < seconds * 1000) {
    const oneMs = performance.now();
    await run();
    wallMs.push(performance.now() - oneMs);
  }
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (user + system) / 1000 / wallMs.length };
}

/** Portraits of LFW where they are here, else of the packages; each again when there are not enough. */
async function batchOf(count: number, size: number): Promise<PixelBatch> {
  const { pictures } = (await lfwPictures(PORTRAITS)) ?? (await packagedPictures())[0]!;
  const faces = await Promise.all(
    pictures.slice(0, count).map((picture) => {
      const face = sharp(picture).extract(FACE).resize(size, size);
      return face.removeAlpha().raw().toBuffer();
    }),
  );
  const pixels = new Float32Array(count * size * size * 3);
  for (let row = 0; row < count; row++) {
    pixels.set(faces[row % faces.length]!, row * size * size * 3);
  }
  return { count, height: size, width: size, pixels };
}

function largestDistance(rows: readonly Float32Array[], others: readonly Float32Array[]): number {
  return rows.reduce((most, row, index) => Math.max(most, l2Distance(row, others[index]!)), 0);
}
