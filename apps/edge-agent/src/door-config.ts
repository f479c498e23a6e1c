import { PAD_DEMANDS } from '@portero/access';
import { MAX_OBSERVATION_FRAMES } from '@portero/protocol';
import { z } from 'zod';
import { actuatorConfigSchema, parseActuator } from './actuators/actuator-config.ts';

export const slugSchema = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'lower-case letters, digits and inner hyphens, at most 63',
  );

const cameraSchema = z.strictObject({
  uri: z.string().min(1),
  loop: z.boolean().default(false),
  intervalMs: z.int().min(0).max(3_600_000).optional(),
  maxFps: z.number().min(0.1).max(60).default(10),
  maxWidthPx: z.int().min(160).max(3840).default(1280),
  delivery: z.enum(['paced', 'live']).default('paced'),
  maxFailures: z.int().min(1).optional(),
});

const cardReaderSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('stdin') }),
  z.strictObject({
    kind: z.literal('mqtt'),
    brokerUrl: z.url({ protocol: /^(mqtts?|wss?)$/ }),
    username: z.string().optional(),
    password: z.string().optional(),
    topic: z
      .string()
      .min(1)
      .max(256)
      .regex(/^[^+#]+$/, 'a topic without wildcards'),
  }),
]);

/** The attempt state machine's numbers; see `tracking/attempt.ts`. */
export const attemptPolicySchema = z.strictObject({
  /** Pictures of a face that are sent: as many as the door is set to ask for, which "portero door add" writes here. */
  maxFrames: z.int().min(1).max(MAX_OBSERVATION_FRAMES).default(3),
  /** Pictures of a lower quality, 0 to 1, are sent only if there are no better ones when the wait is over. */
  minQuality: z.number().min(0).max(1).default(0),
  /**
   * Longest time those pictures may take, ms; then whatever there is is sent. Below the 1500 ms after which the tracker
   * forgets somebody, so that whoever looked away is told to look longer.
   */
  maxWaitMs: z.int().min(0).max(5000).default(1400),
  /** Rest of a face after the door opened for it, ms. */
  coolDownMs: z.int().min(0).max(600_000).default(8000),
  /** Rest of a face after a denial or a refusal, ms. */
  retryMs: z.int().min(0).max(600_000).default(2000),
  /** Denials in a row after which a face rests for `lockoutMs`. */
  maxDenials: z.int().min(1).max(100).default(3),
  lockoutMs: z.int().min(0).max(3_600_000).default(30_000),
});

/** One door of an edge: its camera, its lock, its card reader and how they are used. */
export const doorConfigSchema = z.strictObject({
  door: slugSchema,
  /** `verify` waits for a card; `either` takes a card if one was shown. */
  mode: z.enum(['identify', 'verify', 'either']).default('either'),
  /** A URI or the full form. Absent only where the program that runs the agent passes a source. */
  camera: z
    .union([z.string().transform((uri) => ({ uri })), z.looseObject({})])
    .pipe(cameraSchema)
    .optional(),
  /** The one-line form or the full form. */
  actuator: z.union([z.string().transform(parseActuator), actuatorConfigSchema]).default({ kind: 'log' }),
  cardReader: cardReaderSchema.default({ kind: 'none' }),
  /** How long a shown card waits for its face, ms. */
  cardArmMs: z.int().min(1000).max(60_000).default(8000),
  failMode: z.enum(['secure', 'safe']).default('secure'),
  /** Each picture stands alone: every face in it is an attempt at once. For folders of unrelated photographs. */
  independentFrames: z.boolean().default(false),
  /** Faces narrower than this are people walking by, pixels. */
  minFacePx: z.int().min(16).max(2000).default(48),
  maxFaces: z.int().min(1).max(32).default(4),
  /**
   * What the door demands against presentation attacks, as "portero door add" writes it. It says what is looked for here;
   * what is demanded, the coordinator reads in the roster. Absent: nothing.
   */
  pad: z.enum(PAD_DEMANDS).optional(),
  /** Turns of the head that a challenge asks for: a recording of one fits by luck once in two to the power of it. */
  challengeSteps: z.int().min(2).max(8).default(3),
  attempt: attemptPolicySchema.default(attemptPolicySchema.parse({})),
});

export type DoorConfigInput = z.input<typeof doorConfigSchema>;
export type DoorConfig = z.output<typeof doorConfigSchema>;
export type CameraConfig = NonNullable<DoorConfig['camera']>;
export type CardReaderConfig = DoorConfig['cardReader'];
export type AttemptPolicy = z.output<typeof attemptPolicySchema>;
