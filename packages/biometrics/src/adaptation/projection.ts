import { BiometricsError } from '../biometrics-error.ts';
import { l2Normalise, type Vector } from '../distance.ts';
import type { Enrolled } from '../matching.ts';

/** A square matrix W, row after row. A template x, a row, becomes x · W, brought back to length 1. */
export interface Projection {
  readonly dimension: number;
  /** dimension × dimension finite numbers. */
  readonly matrix: Float32Array;
}

/** Changes nothing; what fitting begins with. */
export function identityProjection(dimension: number): Projection {
  const matrix = new Float32Array(dimension * dimension);
  for (let index = 0; index < dimension; index++) matrix[index * dimension + index] = 1;
  return { dimension, matrix };
}

/**
 * @returns a template of unit L2 norm
 * @throws {BiometricsError} VECTOR_INVALID for one of another length, or that the projection sends to 0
 */
export function projectTemplate({ dimension, matrix }: Projection, template: Vector): Float32Array {
  if (template.length !== dimension) {
    throw new BiometricsError(
      'VECTOR_INVALID',
      `A projection of ${dimension} numbers cannot be applied to a template of ${template.length}; it belongs to another model.`,
      { context: { expected: dimension, actual: template.length } },
    );
  }
  const projected = new Float64Array(dimension);
  for (let row = 0; row < dimension; row++) {
    const value = template[row]!;
    const start = row * dimension;
    for (let column = 0; column < dimension; column++) projected[column]! += value * matrix[start + column]!;
  }
  return l2Normalise(projected);
}

/** The same people as the projection sees them. */
export function projectPeople(projection: Projection, people: readonly Enrolled[]): Enrolled[] {
  return people.map(({ id, templates }) => ({
    id,
    templates: templates.map((template) => projectTemplate(projection, template)),
  }));
}
