import { z } from 'zod';
import { MAX_EMBEDDING_CHARACTERS } from './embedding.ts';
import { timeMsSchema } from './fields.ts';
import { MAX_OBSERVATION_FRAMES, MAX_OBSERVATION_VALUES } from './limits.ts';

const unitIntervalSchema = z.number().min(0).max(1);

/** What one picture of the person gave. */
export const observedFrameSchema = z.object({
  /** When the picture was taken. */
  capturedAt: timeMsSchema,
  quality: unitIntervalSchema,
  /** Presentation-attack score, 1 = surely a live face. */
  padScore: unitIntervalSchema.optional(),
  /** Little-endian float32 in base64url; see `decodeEmbedding`. */
  embedding: z.string().min(6).max(MAX_EMBEDDING_CHARACTERS),
});

export type ObservedFrame = z.output<typeof observedFrameSchema>;

/** The frames of one observation: of one model, with a score against presentation attacks for all or for none. */
export const framesSchema = z
  .array(observedFrameSchema)
  .min(1)
  .max(MAX_OBSERVATION_FRAMES)
  .refine(
    (frames) => new Set(frames.map(({ embedding }) => embedding.length)).size === 1,
    'the embeddings are not equally long',
  )
  .refine(
    (frames) => frames.reduce((sum, frame) => sum + valuesOf(frame), 0) <= MAX_OBSERVATION_VALUES,
    `the embeddings have more than ${MAX_OBSERVATION_VALUES} values together`,
  )
  .refine(
    (frames) => new Set(frames.map(({ padScore }) => padScore === undefined)).size === 1,
    'padScore is given for some frames only',
  );

/** Four bytes a value, four characters for three bytes. */
function valuesOf({ embedding }: ObservedFrame): number {
  return Math.floor((embedding.length * 3) / 16);
}
