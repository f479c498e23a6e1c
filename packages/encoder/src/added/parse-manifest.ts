import type { z } from 'zod';
import { EncoderError } from '../encoder-error.ts';
import {
  type AddedManifest,
  addedManifestSchema,
  type GivenManifest,
  givenManifestSchema,
} from './added-manifest.ts';
import { ALIGNMENTS } from './alignment-names.ts';

/**
 * The manifest that a person wrote.
 *
 * @param file for the message
 * @throws {EncoderError} MODEL_MANIFEST_INVALID naming every field that is wrong
 */
export function parseGivenManifest(text: string, file: string): GivenManifest {
  const manifest = parse(givenManifestSchema, text, file);
  requireFit(manifest, file);
  return manifest;
}

/** The manifest in a model's folder. @throws {EncoderError} MODEL_MANIFEST_INVALID */
export function parseAddedManifest(text: string, file: string): AddedManifest {
  return parse(addedManifestSchema, text, file);
}

function parse<T>(schema: z.ZodType<T>, text: string, file: string): T {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw invalid(file, 'it is not JSON', cause);
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw invalid(file, problemsOf(parsed.error), parsed.error);
}

/** A named template is for pictures of one size. */
function requireFit({ alignment, input }: GivenManifest, file: string): void {
  if (typeof alignment !== 'string') return;
  const { width, height } = ALIGNMENTS[alignment];
  if (width === input.width && height === input.height) return;
  throw invalid(
    file,
    `alignment: ${alignment} is for an input of ${width} x ${height}, not of ${input.width} x ${input.height}; ` +
      'give the five points instead',
  );
}

function problemsOf(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`)
    .join('; ');
}

function invalid(file: string, problem: string, cause?: unknown): EncoderError {
  return new EncoderError(
    'MODEL_MANIFEST_INVALID',
    `The manifest ${file} cannot be used: ${problem}. Compare it with \`portero model manifest-template\`.`,
    { cause, context: { file } },
  );
}
