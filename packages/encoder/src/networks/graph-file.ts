import { z } from 'zod';
import { unfit } from './added-network-error.ts';

/** What `tensorflowjs_converter` calls the file that the others belong to. */
export const GRAPH_FILE = 'model.json';

const graphFileSchema = z.looseObject({
  modelTopology: z.looseObject({ node: z.array(z.looseObject({ name: z.string(), op: z.string() })) }),
  weightsManifest: z.array(
    z.object({
      // Beside the file, and nowhere else on the disk.
      paths: z.array(
        z.string().regex(/^(?!model\.json$|manifest\.json$)\w[\w.-]*$/, 'must be a file beside model.json'),
      ),
      weights: z.array(z.looseObject({ name: z.string(), shape: z.array(z.int()), dtype: z.string() })),
    }),
  ),
  signature: z.record(z.string(), z.unknown()).optional(),
});
export type GraphFile = z.output<typeof graphFileSchema>;

/** @throws {EncoderError} MODEL_UNFIT */
export function parseGraphFile(id: string, bytes: Uint8Array | undefined): GraphFile {
  let data: unknown;
  try {
    data = JSON.parse(Buffer.from(bytes ?? []).toString('utf8'));
  } catch (cause) {
    throw unfit(
      id,
      `${GRAPH_FILE} is not JSON`,
      'Give the model.json that tensorflowjs_converter wrote.',
      cause,
    );
  }
  if ((data as { format?: unknown } | null)?.format === 'layers-model') {
    throw unfit(
      id,
      'it is a layers model of TensorFlow.js, and only graph models are run',
      'Convert it: tensorflowjs_converter --input_format=tfjs_layers_model --output_format=tfjs_graph_model IN OUT.',
    );
  }
  const parsed = graphFileSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw unfit(
    id,
    `${GRAPH_FILE} is not a graph model of TensorFlow.js (${problems})`,
    'Give the model.json that tensorflowjs_converter wrote.',
    parsed.error,
  );
}

/** The files that hold its weights, in order. */
export function shardsOf({ weightsManifest }: GraphFile): string[] {
  return weightsManifest.flatMap(({ paths }) => paths);
}
