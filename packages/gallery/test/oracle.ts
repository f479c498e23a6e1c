import type { Candidate, GalleryTemplate } from '@portero/gallery';
import fc from 'fast-check';

/** The gallery as anyone would write it who had all day: what the real ones are compared with. */
export class OracleGallery {
  readonly #templates = new Map<string, readonly GalleryTemplate[]>();

  replacePerson(personId: string, templates: readonly GalleryTemplate[]): void {
    if (templates.length === 0) this.#templates.delete(personId);
    else this.#templates.set(personId, templates);
  }

  rebuild(templates: readonly GalleryTemplate[]): void {
    this.#templates.clear();
    for (const template of templates) {
      this.#templates.set(template.personId, [...(this.#templates.get(template.personId) ?? []), template]);
    }
  }

  get size(): number {
    return [...this.#templates.values()].flat().length;
  }

  search(probe: Float32Array, k: number): Candidate[] {
    return [...this.#templates.values()]
      .map((templates) => nearestOf(probe, templates))
      .sort((one, other) => one.distanceL2 - other.distanceL2)
      .slice(0, k);
  }

  personDistance(probe: Float32Array, personId: string): Candidate | undefined {
    const templates = this.#templates.get(personId);
    return templates && nearestOf(probe, templates);
  }
}

function nearestOf(probe: Float32Array, templates: readonly GalleryTemplate[]): Candidate {
  const [nearest] = templates
    .map(({ personId, templateId, embedding }) => ({
      personId,
      templateId,
      distanceL2: Math.hypot(...embedding.map((value, index) => value - probe[index]!)),
    }))
    .sort((one, other) => one.distanceL2 - other.distanceL2);
  return nearest!;
}

export const DIMENSION = 16;

/** Deterministic face-like vectors: each person is a centre on the unit sphere, its templates lie close around it. */
export function faceOf(person: number, variant: number): Float32Array {
  const centre = gaussians(person * 7_919 + 1, DIMENSION);
  const noise = gaussians(person * 104_729 + variant * 31 + 17, DIMENSION);
  return normalised(normalised(centre).map((value, index) => value + noise[index]! * 0.05));
}

export function templateOf(person: number, variant: number): GalleryTemplate {
  return {
    personId: `person-${person}`,
    templateId: `template-${person}-${variant}`,
    embedding: faceOf(person, variant),
  };
}

/** xorshift32 and the central limit: good enough to be spread in all directions, and the same on every machine. */
function gaussians(seed: number, count: number): Float32Array {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  const uniform = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
  return Float32Array.from({ length: count }, () => uniform() + uniform() + uniform() + uniform() - 2);
}

function normalised(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

export async function* streamOf(templates: readonly GalleryTemplate[]): AsyncGenerator<GalleryTemplate> {
  yield* templates;
}

export type Step =
  | { kind: 'replace'; person: number; variants: number[] }
  | { kind: 'remove'; person: number }
  | { kind: 'rebuild'; persons: number[]; during: { person: number; variants: number[] }[] }
  | { kind: 'search'; person: number; k: number };

/** Anything that may happen to a gallery, in any order. */
export function steps(persons: number, options: { rebuilds: boolean }): fc.Arbitrary<Step[]> {
  const person = fc.integer({ min: 0, max: persons - 1 });
  const variants = fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 });
  const change = fc.record({ person, variants: fc.oneof(variants, fc.constant<number[]>([])) });
  const rebuild = fc.record({
    kind: fc.constant('rebuild' as const),
    persons: fc.uniqueArray(person, { maxLength: persons }),
    during: fc.array(change, { maxLength: 5 }),
  });
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('replace' as const), person, variants }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), person }) },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('search' as const),
        person,
        k: fc.integer({ min: 1, max: 6 }),
      }),
    },
    ...(options.rebuilds ? [{ weight: 1, arbitrary: rebuild }] : []),
  );
  return fc.array(step, { minLength: 1, maxLength: 40 });
}
