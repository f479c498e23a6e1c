import type { GalleryTemplate } from './gallery.ts';
import { GalleryError } from './gallery-error.ts';

/** @throws {GalleryError} PROBE_INVALID */
export function assertProbe(probe: Float32Array, dimension: number): void {
  const fault = faultOf(probe, dimension);
  if (fault === undefined) return;
  throw new GalleryError(
    'PROBE_INVALID',
    `A probe cannot be searched for: ${fault}. Was it made by the model of this gallery?`,
    { context: { dimension, length: probe.length } },
  );
}

/** @throws {GalleryError} PROBE_INVALID */
export function assertCount(k: number): void {
  if (Number.isInteger(k) && k >= 1) return;
  throw new GalleryError('PROBE_INVALID', `k is ${k}; ask for at least one person.`, { context: { k } });
}

/** @throws {GalleryError} TEMPLATE_INVALID */
export function assertTemplate(template: GalleryTemplate, dimension: number): void {
  const fault = faultOf(template.embedding, dimension);
  if (fault === undefined) return;
  const { templateId, personId } = template;
  throw new GalleryError(
    'TEMPLATE_INVALID',
    `Template ${templateId} cannot be used: ${fault}. Enrol the person again with the model of this gallery.`,
    { context: { templateId, personId, dimension, length: template.embedding.length } },
  );
}

/** @throws {GalleryError} TEMPLATE_INVALID */
export function assertTemplatesOf(
  personId: string,
  templates: readonly GalleryTemplate[],
  dimension: number,
): void {
  for (const template of templates) {
    assertTemplate(template, dimension);
    if (template.personId === personId) continue;
    throw new GalleryError(
      'TEMPLATE_INVALID',
      `Template ${template.templateId} is of another person than ${personId}.`,
      {
        context: { templateId: template.templateId, personId },
      },
    );
  }
}

function faultOf(embedding: Float32Array, dimension: number): string | undefined {
  if (embedding.length !== dimension) return `it has ${embedding.length} values instead of ${dimension}`;
  // Not `every`, which takes longer than the search of a small gallery.
  for (let index = 0; index < embedding.length; index++) {
    if (!Number.isFinite(embedding[index])) return 'a value is not finite';
  }
  return undefined;
}
