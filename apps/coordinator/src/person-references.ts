import { isBiometricsError, personReference } from '@portero/biometrics';
import type { GalleryTemplate } from '@portero/gallery';
import type { GalleryRow } from '@portero/roster';
import type { Logger } from '@portero/runtime';

/** A template that could be read. */
export type ReadableRow = Extract<GalleryRow, { embedding: Float32Array }>;

/**
 * What stands in the gallery for a person: their templates fused into one, which bears their id.
 *
 * @param rows of one person
 * @returns undefined for nobody, or where the templates cancel out, which is logged
 */
export function referenceOf(rows: readonly ReadableRow[], logger: Logger): GalleryTemplate | undefined {
  const [first] = rows;
  if (!first) return undefined;
  const { personId } = first;
  try {
    const embedding = personReference(rows.map((row) => row.embedding));
    return { templateId: personId, personId, embedding };
  } catch (error) {
    if (!isBiometricsError(error)) throw error;
    logger.error(
      { templateIds: rows.map(({ templateId }) => templateId), code: error.code },
      'a person was left out: the templates have no direction in common',
    );
    return undefined;
  }
}

/** @param rows those of one person one after the other */
export async function* referencesOf(
  rows: AsyncIterable<ReadableRow>,
  logger: Logger,
): AsyncGenerator<GalleryTemplate> {
  let own: ReadableRow[] = [];
  for await (const row of rows) {
    if (own.length > 0 && own[0]!.personId !== row.personId) {
      const reference = referenceOf(own, logger);
      if (reference) yield reference;
      own = [];
    }
    own.push(row);
  }
  const last = referenceOf(own, logger);
  if (last) yield last;
}
