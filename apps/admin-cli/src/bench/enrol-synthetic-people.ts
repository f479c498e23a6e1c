import type { Roster } from '@portero/roster';
import type { StartProgress } from '../output/progress.ts';
import type { SyntheticFaces } from './synthetic-faces.ts';

export interface SyntheticPeopleOptions {
  /** `site/building` */
  readonly building: string;
  readonly people: number;
  readonly modelId: string;
}

const AT_ONCE = 500;

/** @returns the direction of each person, from which pictures are made */
export async function enrolSyntheticPeople(
  { building, people, modelId }: SyntheticPeopleOptions,
  {
    roster,
    faces,
    startProgress,
  }: { roster: Pick<Roster, 'enrolments'>; faces: SyntheticFaces; startProgress: StartProgress },
): Promise<Float32Array[]> {
  const directions = Array.from({ length: people }, () => faces.direction());
  const progress = startProgress('people enrolled', people);
  for (let first = 0; first < people; first += AT_ONCE) {
    const group = directions.slice(first, first + AT_ONCE).map((direction, index) => ({
      displayName: `Benchmark ${first + index}`,
      templates: [{ modelId, embedding: direction, quality: 1, sourceHash: 'synthetic' }],
    }));
    await roster.enrolments.enrolMany(building, group);
    progress.update(first + group.length);
  }
  progress.stop();
  return directions;
}
