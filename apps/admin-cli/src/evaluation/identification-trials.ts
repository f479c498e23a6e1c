import { type IdentificationTrials, personReference, type RankedPerson } from '@portero/biometrics';
import { createGallery, type Gallery } from '@portero/gallery';
import type { Logger } from '@portero/runtime';
import type { EncodedFace } from './encoded-picture.ts';
import type { PeopleSplit } from './people-split.ts';

/** People listed for every probe at least; further ones only where they may be named. */
const LEAST_CANDIDATES = 20;

export interface TrialsOptions {
  dimension: number;
  /** The highest FPIR that will be reported, without a margin: strangers need their candidates up to its threshold. */
  highestFpir: number;
}

/**
 * Searches every probe in a gallery with the reference of everybody, fused from the enrolled faces as a coordinator does it,
 * by the exact scan that a small building's door uses.
 *
 * Nobody is left out because of a bad picture: who has no template, since none of their pictures could be encoded, is
 * not in the gallery, but each of their probes is searched for all the same, and is a miss.
 *
 * @param faces by path; a picture without one could not be encoded
 */
export function identificationTrials(
  { enrolled, strangers }: PeopleSplit,
  faces: ReadonlyMap<string, EncodedFace>,
  { options, logger }: { options: TrialsOptions; logger: Logger },
): IdentificationTrials {
  const gallery = createGallery({ dimension: options.dimension, backend: 'exact' }, { logger });
  let templates = 0;
  for (const { name, enrol } of enrolled) {
    const own = enrol.flatMap((path) => faces.get(path)?.embedding ?? []);
    if (own.length === 0) continue;
    gallery.replacePerson(name, [{ templateId: name, personId: name, embedding: personReference(own) }]);
    templates += own.length;
  }
  const reachL2 = reachOf({ strangers, faces, gallery }, options);
  const candidatesOf = (path: string): RankedPerson[] => {
    const face = faces.get(path);
    return face ? nearestPeople(gallery, face, reachL2) : [];
  };
  return {
    enrolled: gallery.persons,
    templates,
    mated: enrolled.flatMap(({ name, probes }) =>
      probes.map((path) => {
        const face = faces.get(path);
        const own = face && gallery.personDistance(face.embedding, name);
        return {
          probeId: path,
          personId: name,
          candidates: candidatesOf(path),
          ...(own && { ownDistanceL2: own.distanceL2 }),
        };
      }),
    ),
    strangers: strangers.map(({ probe }) => ({ probeId: probe, candidates: candidatesOf(probe) })),
  };
}

/** How far candidates are of interest: the distance that more strangers come nearer than an FPIR allows. */
function reachOf(
  {
    strangers,
    faces,
    gallery,
  }: Pick<PeopleSplit, 'strangers'> & { faces: ReadonlyMap<string, EncodedFace>; gallery: Gallery },
  { highestFpir }: TrialsOptions,
): number {
  const nearest = strangers
    .flatMap(({ probe }) => {
      const face = faces.get(probe);
      const found = face && gallery.search(face.embedding, 1)[0];
      return found ? [found.distanceL2] : [];
    })
    .sort((a, b) => a - b);
  return nearest[Math.ceil(highestFpir * strangers.length) + 1] ?? Number.POSITIVE_INFINITY;
}

/** Distinct people, nearest first: all within reach, the first beyond it, and more until the list is long enough. */
function nearestPeople(gallery: Gallery, { embedding }: EncodedFace, reachL2: number): RankedPerson[] {
  let found = gallery.search(embedding, LEAST_CANDIDATES);
  for (let depth = LEAST_CANDIDATES; found.length === depth && found.at(-1)!.distanceL2 < reachL2; ) {
    depth *= 4;
    found = gallery.search(embedding, depth);
  }
  const beyond = found.findIndex(({ distanceL2 }) => distanceL2 >= reachL2);
  const kept = beyond === -1 ? found : found.slice(0, Math.max(LEAST_CANDIDATES, beyond + 1));
  return kept.map(({ personId, distanceL2 }) => ({ personId, distanceL2 }));
}
