import { type Enrolled, type LabelledEmbedding, shuffled, type Vector } from '@portero/biometrics';

export interface BatchOptions {
  /** Templates in a batch, about. Negatives are looked for inside it: a large one holds harder ones. */
  size: number;
  /** Of one person, drawn anew for each epoch: nobody may outweigh the others with a hundred pictures. */
  mostPerPerson: number;
  random: () => number;
}

/** Everybody once, in random order, cut into batches in which a person's templates stay together. */
export function trainingBatches(
  people: readonly Enrolled[],
  { size, mostPerPerson, random }: BatchOptions,
): LabelledEmbedding[][] {
  const batches: LabelledEmbedding[][] = [];
  let batch: LabelledEmbedding[] = [];
  for (const { id, templates } of shuffled(people, random)) {
    const chosen = shuffled<Vector>(templates, random).slice(0, mostPerPerson);
    batch.push(...chosen.map((embedding) => ({ personId: id, embedding })));
    if (batch.length < size) continue;
    batches.push(batch);
    batch = [];
  }
  // A remainder of few people holds few negatives; it goes with the batch before it.
  if (batches.length > 0 && batch.length < size / 2) batches.at(-1)!.push(...batch);
  else batches.push(batch);
  return batches;
}
