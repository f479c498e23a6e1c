import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '@portero/testkit';
import { hash } from './random.ts';

export const FIT_PEOPLE = 70;
export const REPORT_PEOPLE = 120;
/** Of either, the first so many also stand before the camera for a sequence. */
export const SEQUENCE_PEOPLE = 20;

/** Whose pictures the rule is fitted on, and whose it is reported on: nobody is in both. */
export interface PeopleSplit {
  readonly fit: readonly Person[];
  readonly report: readonly Person[];
}

export interface Person {
  readonly name: string;
  readonly file: string;
}

/**
 * People of Labeled Faces in the Wild, one picture each, in an order by the hash of the name, which is neither the
 * alphabet's nor anybody's choice.
 */
export function peopleOfTheBench(): PeopleSplit {
  const data = dataFolder();
  if (data === undefined) throw new Error('The data folder is absent; set PORTERO_DATA.');
  const images = join(data, 'lfw-view1', 'images');
  const names = readdirSync(images).sort((a, b) => hash(a) - hash(b) || a.localeCompare(b));
  const people = names.slice(0, FIT_PEOPLE + REPORT_PEOPLE).map((name) => {
    const [first] = readdirSync(join(images, name)).sort();
    return { name, file: join(images, name, first!) };
  });
  return { fit: people.slice(0, FIT_PEOPLE), report: people.slice(FIT_PEOPLE) };
}
