import { z } from 'zod';
import { MODEL_ID } from '../zoo/model-manifest.ts';
import { adaptationRecordSchema } from './adaptation-record.ts';
import { ALIGNMENT_NAMES } from './alignment-names.ts';

/*
 * `manifest.json` of a model that a site added: what its owner wrote, completed by what was found when it was added.
 * Unknown fields are refused, since a misspelt one would be an instruction that is not followed.
 */

const MAX_SIDE_PX = 1024;

const pointSchema = z.strictObject({ x: z.number(), y: z.number() });
const distanceL2 = z.number().positive().max(2);
const words = z.string().trim().min(1).max(1000);
const perChannel = z.union([z.number(), z.tuple([z.number(), z.number(), z.number()])]);
const nonZero = z.number().refine((value) => value !== 0, 'must not be 0');

/** What every added model states, whatever computes it. */
const commonFields = {
  id: z.string().regex(MODEL_ID, 'must be lower-case letters, digits and hyphens, such as my-arcface'),
  licence: words,
  source: words,
  trainingData: words,
  /** Typed thresholds, for who knows them; they come before a calibration. */
  thresholds: z
    .strictObject({
      pairThresholdL2: distanceL2,
      identifyThresholdL2: distanceL2,
      marginL2: z.number().min(0).max(2),
    })
    .refine(({ pairThresholdL2, identifyThresholdL2 }) => identifyThresholdL2 <= pairThresholdL2, {
      message: 'identifyThresholdL2 must not exceed pairThresholdL2: a gallery is never laxer than a pair',
      path: ['identifyThresholdL2'],
    })
    .optional(),
};

/** What a network of one's own needs besides: how a face becomes its input. */
const networkFields = {
  ...commonFields,
  input: z.strictObject({
    width: z.int().min(8).max(MAX_SIDE_PX),
    height: z.int().min(8).max(MAX_SIDE_PX),
    layout: z.enum(['nhwc', 'nchw']),
    channelOrder: z.enum(['rgb', 'bgr']),
  }),
  /**
   * What becomes of a byte x, 0..255: (x − mean) / divisor, or x · scale. Three values are in the network's own order
   * of channels.
   */
  normalisation: z.union([
    z.strictObject({
      mean: perChannel,
      divisor: z.union([nonZero, z.tuple([nonZero, nonZero, nonZero])]),
    }),
    z.strictObject({ scale: nonZero }),
  ]),
  /** A template by its name, or where the five points lie, in pixels of the input. */
  alignment: z.union([
    z.enum(ALIGNMENT_NAMES),
    z.tuple([pointSchema, pointSchema, pointSchema, pointSchema, pointSchema]),
  ]),
  /** The output to take, where the network has several. */
  output: z.string().min(1).optional(),
};

const dimension = z.int().min(2).max(1024);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What the program adds: the digest of each file beside the manifest, and when that was. */
const foundFields = {
  dimension,
  files: z.record(z.string().regex(/^[\w][\w.-]*$/), sha256),
  addedAt: z.iso.datetime(),
};

/** The formats of a network of one's own, and the file of each that stands for the whole. */
export const NETWORK_FORMATS = Object.freeze(['onnx', 'tfjs-graph'] as const);
export type NetworkFormat = (typeof NETWORK_FORMATS)[number];

const givenVersion = z.string().regex(/^[\w][\w.-]{0,31}$/);

/** What a person writes and hands over with the network. */
export const givenManifestSchema = z.strictObject({
  ...networkFields,
  version: givenVersion.default('1'),
  format: z.enum(NETWORK_FORMATS).optional(),
  /** Found out where it is absent, checked where it is given. */
  dimension: dimension.optional(),
});
export type GivenManifest = z.output<typeof givenManifestSchema>;

/** The version as given, and `+` and a fingerprint of all that the embedding depends on. */
const storedVersion = z.string().regex(/^[\w][\w.-]{0,31}\+[0-9a-f]{8}$/);

const storedFields = { ...networkFields, ...foundFields, version: storedVersion };

/** A matrix behind another model of this site or of Portero: what `portero adapt` leaves. */
const projectionFields = {
  ...commonFields,
  ...foundFields,
  version: storedVersion,
  /** What it was fitted to the templates of, and is applied to and to nothing else. */
  base: z.strictObject({
    id: z.string().regex(MODEL_ID),
    version: z.string().min(1),
    pipelineVersion: z.string().min(1),
  }),
  adaptation: adaptationRecordSchema,
};

/** What lies in the models folder. */
export const addedManifestSchema = z.discriminatedUnion('format', [
  z.strictObject({ ...storedFields, format: z.literal('onnx') }),
  z.strictObject({ ...storedFields, format: z.literal('tfjs-graph') }),
  z.strictObject({ ...projectionFields, format: z.literal('projection') }),
]);
export type AddedManifest = z.output<typeof addedManifestSchema>;

/** A model that is a network of its own. */
export type AddedNetworkManifest = Extract<AddedManifest, { format: NetworkFormat }>;

/** A model that is another one and a matrix behind it. */
export type ProjectionManifest = Extract<AddedManifest, { format: 'projection' }>;
