import { personReference, squaredL2Distance } from '@portero/biometrics';
import type { PersonPictures, Picture } from './lfw-embeddings.ts';

export interface Enrolled {
  readonly name: string;
  /** Of two pictures, as enrolment makes it. */
  readonly reference: Float32Array;
}

/** Pictures of one person that stand for the frames of one track, and whom the gallery holds when they come. */
export interface Track {
  readonly name: string;
  readonly frames: readonly Picture[];
  readonly gallery: readonly Enrolled[];
}

export interface Nearest {
  readonly nearest: { readonly personId: string; readonly distanceL2: number };
  readonly second: { readonly personId: string; readonly distanceL2: number };
}

/**
 * Enrols the first two pictures of everybody and takes the next as frames; and, as a stranger, everybody in turn
 * against the gallery without them. Each person gives one track of either kind for each rotation of their pictures, so
 * that every picture is once the first; how many tracks that is says little, of how many people they are says more.
 */
export function makeTracks(
  people: readonly PersonPictures[],
  framesOfTrack: number,
): { mated: Track[]; strangers: Track[] } {
  const enrolled = people.map(({ name, pictures }): Enrolled => ({ name, reference: referenceOf(pictures) }));
  const mated: Track[] = [];
  const strangers: Track[] = [];
  for (const [index, { name, pictures }] of people.entries()) {
    const others = enrolled.filter((each) => each.name !== name);
    for (let turn = 0; turn < pictures.length; turn++) {
      const turned = [...pictures.slice(turn), ...pictures.slice(0, turn)];
      if (pictures.length >= framesOfTrack)
        strangers.push({ name, frames: turned.slice(0, framesOfTrack), gallery: others });
      if (pictures.length < framesOfTrack + 2) continue;
      const gallery = enrolled.with(index, { name, reference: referenceOf(turned) });
      mated.push({ name, frames: turned.slice(2, 2 + framesOfTrack), gallery });
    }
  }
  return { mated, strangers };
}

function referenceOf(pictures: readonly Picture[]): Float32Array {
  return personReference(pictures.slice(0, 2).map(({ template }) => template));
}

/** The nearest and the second-nearest person, exactly, as the gallery of a small building searches. */
export function search(probe: Float32Array, gallery: readonly Enrolled[]): Nearest {
  let nearest = { personId: '', squared: Number.POSITIVE_INFINITY };
  let second = nearest;
  for (const { name, reference } of gallery) {
    const squared = squaredL2Distance(probe, reference);
    if (squared < nearest.squared) {
      second = nearest;
      nearest = { personId: name, squared };
    } else if (squared < second.squared) second = { personId: name, squared };
  }
  const plain = ({ personId, squared }: typeof nearest) => ({ personId, distanceL2: Math.sqrt(squared) });
  return { nearest: plain(nearest), second: plain(second) };
}
