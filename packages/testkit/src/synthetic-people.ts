export interface SyntheticPeopleOptions {
  people: number;
  /** Of each person. @defaultValue 3 */
  templates?: number;
  /** @defaultValue 32 */
  dimension?: number;
  /** How far the templates of a person stray in all directions, against the person's own direction of length 1. */
  spread: number;
  /** How far they stray besides in the first four, which tell nothing of the person. @defaultValue 0 */
  nuisance?: number;
  seed: number;
}

export interface SyntheticPerson {
  id: string;
  /** Of unit L2 norm. */
  templates: Float32Array[];
}

const NUISANCE_DIRECTIONS = 4;

/**
 * People whose templates are a direction of their own and noise, and if so wished a nuisance that lies in the same few
 * directions for all, as light or a tilted camera does: what a projection can learn to suppress.
 */
export function syntheticPeople(options: SyntheticPeopleOptions): SyntheticPerson[] {
  const { people, templates = 3, dimension = 32, spread, nuisance = 0, seed } = options;
  const normal = normalNumbers(seed);
  const noise = spread / Math.sqrt(dimension);
  return Array.from({ length: people }, (_, person) => {
    const own = ofLengthOne(Float32Array.from({ length: dimension }, normal));
    const template = () =>
      ofLengthOne(
        own.map(
          (value, index) =>
            value + noise * normal() + (index < NUISANCE_DIRECTIONS ? nuisance * normal() : 0),
        ),
      );
    return { id: `person-${person}`, templates: Array.from({ length: templates }, template) };
  });
}

function ofLengthOne(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Box and Muller, over the minimal standard generator of Park and Miller: the same on every machine. */
function normalNumbers(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  const uniform = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  // Small seeds begin with small numbers.
  for (let skipped = 0; skipped < 8; skipped++) uniform();
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
