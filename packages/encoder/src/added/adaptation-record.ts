import { z } from 'zod';

const rate = z.number().min(-1).max(1);
const estimate = z.strictObject({
  value: rate,
  /** 95 %, over people. */
  interval: z.strictObject({ lower: rate, upper: rate }),
});
const group = z.strictObject({ people: z.int().nonnegative(), templates: z.int().nonnegative() });

/** How an adaptation was made and why it was kept, as it stands in the manifest of the model. */
export const adaptationRecordSchema = z.strictObject({
  /** Where the templates come from, in words. */
  source: z.string().trim().min(1).max(1000),
  seed: z.int(),
  epochs: z.int().positive(),
  /** The epoch that was kept, of those. */
  bestEpoch: z.int().positive(),
  training: group,
  validation: group,
  /** Nobody of them was trained or stopped with: they decided, and the calibration was fitted on them. */
  heldOut: group,
  /** TAR of the held-out people at this FMR. */
  decision: z.strictObject({
    targetFmr: z.number().positive().max(1),
    mated: z.int().positive(),
    nonMated: z.int().positive(),
    before: estimate,
    after: estimate,
    difference: estimate,
  }),
});
export type AdaptationRecord = z.output<typeof adaptationRecordSchema>;
