import { z } from 'zod';
import type { AddedManifest } from '../added/added-manifest.ts';

export type ModelId = string;

/** A name for a folder, a file and a column of the database alike. */
export const MODEL_ID = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const pointSchema = z.object({ x: z.number(), y: z.number() });

/** Where the five points of an aligned face lie, in pixels of the network's input. */
const alignmentTemplateSchema = z.object({
  width: z.int().positive(),
  height: z.int().positive(),
  points: z.tuple([pointSchema, pointSchema, pointSchema, pointSchema, pointSchema]).readonly(),
});

/** One model of the zoo as it is declared: everything about it but its weights. */
export const modelEntrySchema = z.object({
  id: z.string().regex(MODEL_ID),
  /** Changes whenever the same face would get another embedding. */
  version: z.string().min(1),
  /** Length of an embedding. */
  dimension: z.int().min(1).max(16384),
  input: z.object({
    width: z.int().positive(),
    height: z.int().positive(),
    channels: z.literal(3),
    layout: z.enum(['nhwc', 'nchw']),
  }),
  /** What becomes of a byte before the first layer, for people. */
  normalisation: z.string().min(1),
  alignment: alignmentTemplateSchema,
  metric: z.literal('l2'),
  /**
   * Two images are of the same person when their plain L2 distance is below this (1:1 with a claimed identity). It and
   * the next two are absent for an added model of whose distances nothing is known yet: nothing may be decided with it.
   */
  threshold: z.number().positive().optional(),
  /** The nearest of many is accepted only below this: stricter, since N people get N chances to be mistaken for. */
  identifyThreshold: z.number().positive().optional(),
  /** The second-nearest person must be at least this much further away than the nearest. */
  margin: z.number().nonnegative().optional(),
  licence: z.string().min(1),
  source: z.string().min(1),
  trainingData: z.string().min(1),
});
export type ModelEntry = Readonly<z.infer<typeof modelEntrySchema>>;

/** A model as the zoo declares it: its thresholds, and the dimension they are for, are kept in `@portero/biometrics`. */
export type DeclaredModel = Omit<ModelEntry, 'dimension' | 'threshold' | 'identifyThreshold' | 'margin'>;

/** A model as found on this machine. */
export interface ModelManifest extends ModelEntry {
  /** Whether it came with Portero or a site added it. */
  readonly origin: 'shipped' | 'added';
  /** What an added model is kept as. */
  readonly format?: AddedManifest['format'];
  /** ISO 8601, of an added model. */
  readonly addedAt?: string;
  /** Of the weight file; the empty string when there is none. */
  readonly sha256: string;
  readonly state: 'ready' | 'missing-weights';
}
