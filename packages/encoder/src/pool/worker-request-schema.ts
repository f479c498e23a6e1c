import { z } from 'zod';
import type { AnalysisRequest } from '../analysis/frame-analyser.ts';

const analysisRequestSchema: z.ZodType<AnalysisRequest> = z.strictObject({
  maxFaces: z.number(),
  minFacePx: z.number(),
  encode: z.boolean(),
  mirror: z.boolean(),
  thorough: z.union([z.boolean(), z.literal('always')]),
  measure: z.boolean(),
  pad: z.boolean(),
  turn: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
});

/**
 * Refuses a request of another version of this package.
 *
 * A worker is loaded from disk when it starts, and a replacement may start long after its process, from files that an
 * upgrade has put there meanwhile. A missing option would then not fail but give wrong templates: seen once, when
 * pictures without a `turn` were turned by 270 degrees and nine faces in ten went unseen.
 *
 * @throws {Error} naming what differs and what to do
 */
export function parseAnalysisRequest(request: unknown): AnalysisRequest {
  const parsed = analysisRequestSchema.safeParse(request);
  if (parsed.success) return parsed.data;
  const differences = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'request'}: ${message}`,
  );
  throw new Error(
    `the worker was started from other files than its process (${differences.join('; ')}); restart the process`,
  );
}
