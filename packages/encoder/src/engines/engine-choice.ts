import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { type Circumstances, changedCircumstance, currentCircumstances } from './circumstances.ts';
import { ENGINE_NAMES } from './engine-report.ts';
import type { MeasuredPreference } from './select-engine.ts';

/** The name of the file in the data folder. */
export const ENGINE_CHOICE_FILE = 'engine.json';

const measurementSchema = z.object({
  engine: z.enum(ENGINE_NAMES),
  /** Median time from a JPEG of 1280 × 720 to its embedding. */
  frameMs: z.number().positive(),
});
export type EngineMeasurement = z.infer<typeof measurementSchema>;

const choiceSchema = z.object({
  /** Fastest first; never empty. */
  measurements: z.array(measurementSchema).min(1),
  measuredAt: z.iso.datetime(),
  circumstances: z.record(z.string(), z.string()),
});

/** Keeps what was measured, for the starts to come. @param measurements at least one */
export async function keepEngineChoice(
  file: string,
  measurements: readonly EngineMeasurement[],
  { modelId, now = new Date() }: { readonly modelId: string; readonly now?: Date },
): Promise<void> {
  const choice = {
    measurements: measurements.toSorted((a, b) => a.frameMs - b.frameMs),
    measuredAt: now.toISOString(),
    circumstances: await currentCircumstances(modelId),
  };
  await mkdir(dirname(file), { recursive: true });
  const fresh = `${file}-${randomUUID()}`;
  await writeFile(fresh, `${JSON.stringify(choice, undefined, 2)}\n`, { flush: true });
  await rename(fresh, file);
}

/** What was measured says nothing any more, and why, in words. */
export interface OutdatedChoice {
  readonly outdated: string;
}

/**
 * The engine that was measured to be the fastest, while what that depends on is as it was.
 *
 * @returns undefined where nothing was measured
 */
export async function readEngineChoice(
  file: string,
  { modelId }: { readonly modelId: string },
): Promise<MeasuredPreference | OutdatedChoice | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = choiceSchema.safeParse(jsonOf(text));
  if (!parsed.success) return { outdated: `${file} is damaged` };
  const { measurements, measuredAt, circumstances } = parsed.data;
  const changed = changedCircumstance(circumstances as Circumstances, await currentCircumstances(modelId));
  if (changed !== undefined) return { outdated: changed };
  const [fastest, ...others] = measurements.map(
    ({ engine, frameMs }) => `${engine} ${frameMs.toFixed(1)} ms`,
  );
  return {
    engine: measurements[0]!.engine,
    reason: `measured as the fastest on ${measuredAt.slice(0, 10)}: ${[`${fastest} a frame`, ...others].join(', ')}`,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
