import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const distanceL2 = z.number().positive().max(2);

/** Of a model's `manifest.json` what a decision and its log need; how its network is run is the encoder's business. */
const addedModelSchema = z.object({
  id: z.string().min(1),
  version: z.string().min(1),
  dimension: z.int().min(1).max(1024),
  licence: z.string().min(1),
  source: z.string().min(1),
  trainingData: z.string().min(1),
  thresholds: z
    .object({
      pairThresholdL2: distanceL2,
      identifyThresholdL2: distanceL2,
      marginL2: z.number().min(0).max(2),
    })
    .optional(),
});

/** A model that this site added to its models folder. */
export type AddedModel = z.output<typeof addedModelSchema>;

/**
 * The models that were added to a models folder. What cannot be read is left out: the model is then unknown, and nothing
 * is decided with it; the encoder, which reads the whole manifest, says why.
 */
export async function readAddedModels(modelsDir: string): Promise<AddedModel[]> {
  const names = await readdir(modelsDir).catch(() => []);
  const read = names
    .filter((name) => !name.startsWith('.'))
    .map(async (name): Promise<AddedModel[]> => {
      try {
        const text = await readFile(join(modelsDir, name, 'manifest.json'), 'utf8');
        const model = addedModelSchema.parse(JSON.parse(text));
        return model.id === name ? [model] : [];
      } catch {
        return [];
      }
    });
  return (await Promise.all(read)).flat();
}
