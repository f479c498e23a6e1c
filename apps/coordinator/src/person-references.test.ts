import { recordingLogger } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { type ReadableRow, referencesOf } from './person-references.ts';

const row = (personId: string, ...values: number[]): ReadableRow => ({
  templateId: `${personId}-${values.join()}`,
  personId,
  embedding: Float32Array.from(values),
});

async function collect(rows: readonly ReadableRow[]) {
  const { logger, records } = recordingLogger();
  async function* stream() {
    yield* rows;
  }
  const references = [];
  for await (const reference of referencesOf(stream(), logger)) references.push(reference);
  return { references, records };
}

describe('the references of people', () => {
  it('are one for each, halfway between two templates', async () => {
    const { references } = await collect([row('ana', 1, 0), row('ana', 0, 1), row('ben', 0, 1)]);
    expect(references.map(({ personId }) => personId)).toEqual(['ana', 'ben']);
    expect([...references[0]!.embedding]).toEqual([
      expect.closeTo(Math.SQRT1_2, 6),
      expect.closeTo(Math.SQRT1_2, 6),
    ]);
    expect([...references[1]!.embedding]).toEqual([0, 1]);
  });

  it('are none of nobody', async () => {
    expect((await collect([])).references).toEqual([]);
  });

  it('leave out a person whose templates cancel out, and say so without a name', async () => {
    const { references, records } = await collect([row('ana', 1, 0), row('ana', -1, 0), row('ben', 0, 1)]);
    expect(references.map(({ personId }) => personId)).toEqual(['ben']);
    expect(records).toContainEqual(
      expect.objectContaining({ code: 'VECTOR_INVALID', templateIds: ['ana-1,0', 'ana--1,0'] }),
    );
  });
});
