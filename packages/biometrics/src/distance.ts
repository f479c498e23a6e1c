import { BiometricsError } from './biometrics-error.ts';

/** A template or probe: a plain array or a Float32Array. */
export type Vector = ArrayLike<number>;

/**
 * ‖a − b‖², the distance inside the triplet loss.
 * @throws {BiometricsError} VECTOR_INVALID for unequal lengths, no elements, NaN or infinity
 */
export function squaredL2Distance(a: Vector, b: Vector): number {
  if (a.length !== b.length || a.length === 0) {
    throw new BiometricsError(
      'VECTOR_INVALID',
      `Cannot compare vectors of ${a.length} and ${b.length} elements; both must come from the same model.`,
      { context: { first: a.length, second: b.length } },
    );
  }
  let sum = 0;
  for (let index = 0; index < a.length; index++) {
    const difference = a[index]! - b[index]!;
    sum += difference * difference;
  }
  if (!Number.isFinite(sum)) {
    throw new BiometricsError('VECTOR_INVALID', 'A vector holds NaN or infinity; encode the image again.', {
      context: { dimension: a.length },
    });
  }
  return sum;
}

/** ‖a − b‖, not squared: the distance that thresholds are given in. Errors as {@link squaredL2Distance}. */
export function l2Distance(a: Vector, b: Vector): number {
  return Math.sqrt(squaredL2Distance(a, b));
}

/**
 * v / ‖v‖ as a new array.
 * @throws {BiometricsError} VECTOR_INVALID for a vector of length 0 or with NaN or infinity
 */
export function l2Normalise(vector: Vector): Float32Array {
  let sum = 0;
  for (let index = 0; index < vector.length; index++) sum += vector[index]! * vector[index]!;
  const length = Math.sqrt(sum);
  if (!(length > 0 && Number.isFinite(length))) {
    throw new BiometricsError('VECTOR_INVALID', 'A vector of length 0 or with NaN cannot be normalised.', {
      context: { dimension: vector.length },
    });
  }
  // A loop: `Float32Array.from` over a made-up list takes twenty times as long, and every decision comes by here.
  const direction = new Float32Array(vector.length);
  for (let index = 0; index < direction.length; index++) direction[index] = vector[index]! / length;
  return direction;
}

/**
 * Distance between two pictures of equal size as the course notebook's section 2 has it: L2 over the raw pixels,
 * divided by the root of their number, so that it does not grow with the picture. It says little about faces.
 *
 * @param a, b pixel values of the same layout and range
 */
export function pixelDistance(a: Vector, b: Vector): number {
  return Math.sqrt(squaredL2Distance(a, b) / a.length);
}
