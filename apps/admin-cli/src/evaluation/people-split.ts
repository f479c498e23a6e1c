import type { PersonPhotos } from '../photos/people-folder.ts';

/** Who plays which part in an open-set identification. Paths of pictures throughout. */
export interface PeopleSplit {
  enrolled: { name: string; enrol: string[]; probes: string[] }[];
  strangers: { name: string; probe: string }[];
}

/**
 * People with `minImages` pictures or more are enrolled with their first `enrol`, and searched for with all others;
 * one picture, the first, of everybody else is a stranger's.
 *
 * @param enrol fewer than `minImages`, so that everyone enrolled is also searched for
 */
export function splitPeople(
  people: readonly PersonPhotos[],
  { enrol, minImages }: { enrol: number; minImages: number },
): PeopleSplit {
  const split: PeopleSplit = { enrolled: [], strangers: [] };
  for (const { name, photos } of people) {
    if (photos.length >= minImages) {
      split.enrolled.push({ name, enrol: photos.slice(0, enrol), probes: photos.slice(enrol) });
    } else if (photos[0] !== undefined) {
      split.strangers.push({ name, probe: photos[0] });
    }
  }
  return split;
}
