import { readFileSync } from 'node:fs';
import type { EncoderPool } from '@portero/encoder';
import type { Roster } from '@portero/roster';
import { sampleImage } from '@portero/testkit';
import sharp from 'sharp';

/** The woman on the right of one photograph and in the middle of another. */
export async function photographOfMarie(): Promise<Buffer> {
  return sharp(sampleImage(3)).extract({ left: 1000, top: 100, width: 420, height: 460 }).jpeg().toBuffer();
}

/** From the first photograph, without a grant. */
export async function addMarie(
  roster: Roster,
  encoder: EncoderPool,
): Promise<{ personId: string; embedding: Float32Array }> {
  const { faces } = await encoder.analyse(readFileSync(sampleImage(1)));
  const { embedding, quality } = [...faces].sort((a, b) => b.box.x - a.box.x)[0]!;
  const { id: personId } = await roster.persons.add({ site: 'hq', displayName: 'Marie' });
  const template = { personId, modelId: encoder.model.id, embedding, quality: quality.score };
  await roster.templates.add({ ...template, sourceHash: 'sample1' });
  return { personId, embedding };
}
