import { BiometricsError } from './biometrics-error.ts';
import { l2Normalise, type Vector } from './distance.ts';

export interface WeightedTemplate {
  readonly embedding: Vector;
  /** From 0, such as the quality of the picture. */
  readonly weight: number;
}

/**
 * One template of several pictures of one person: the mean of their directions, weighted, brought back to length 1.
 * Weights count relative to each other; if all are 0, all pictures count alike.
 *
 * @throws {BiometricsError} ARGUMENT_INVALID for no templates, or a weight that is negative or not finite
 * @throws {BiometricsError} VECTOR_INVALID for unequal lengths, a template without a direction, or ones that cancel out
 */
export function fuseTemplates(templates: readonly WeightedTemplate[]): Float32Array {
  const total = templates.reduce((sum, { weight }) => sum + weight, 0);
  if (templates.length === 0 || !Number.isFinite(total) || templates.some(({ weight }) => !(weight >= 0))) {
    throw new BiometricsError(
      'ARGUMENT_INVALID',
      `Cannot fuse ${templates.length} templates with a total weight of ${total}; give at least one, with weights from 0.`,
      { context: { templates: templates.length, total } },
    );
  }
  const [{ embedding: first }] = templates as [WeightedTemplate];
  const sum = new Float64Array(first.length);
  for (const { embedding, weight } of templates) {
    if (embedding.length !== sum.length) {
      throw new BiometricsError('VECTOR_INVALID', 'Cannot fuse templates of different models.', {
        context: { first: sum.length, other: embedding.length },
      });
    }
    const direction = l2Normalise(embedding);
    const share = total === 0 ? 1 : weight / total;
    for (let index = 0; index < sum.length; index++) sum[index]! += share * direction[index]!;
  }
  return l2Normalise(sum);
}
