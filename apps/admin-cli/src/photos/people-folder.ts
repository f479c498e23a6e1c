import { basename, resolve } from 'node:path';
import { CliError } from '../cli-error.ts';
import { entriesOf, isNamedAsFrame, isPicture, stemOf } from './picture-files.ts';

export interface PersonPhotos {
  /** The name of the folder or of the file. */
  name: string;
  /** Paths, in the order of their names; may be empty for a folder without pictures. */
  photos: string[];
}

/**
 * The people of a folder: each sub-folder is a person with several photographs, and each picture beside them is
 * a person with one. Pictures named as frames, or listed in `frames`, are nobody's portrait.
 *
 * @throws {CliError} NOT_FOUND when the folder cannot be read or shows no person
 */
export async function listPeople(dir: string, frames: readonly string[] = []): Promise<PersonPhotos[]> {
  const { files, folders } = await entriesOf(dir);
  const excluded = new Set(frames.map((frame) => resolve(frame)));
  const isPortrait = (file: string) =>
    isPicture(file) && !isNamedAsFrame(file) && !excluded.has(resolve(file));
  const people: PersonPhotos[] = [];
  for (const folder of folders) {
    const photos = (await entriesOf(folder)).files.filter(isPicture);
    if (photos.length > 0) people.push({ name: basename(folder), photos });
  }
  for (const file of files.filter(isPortrait)) people.push({ name: stemOf(file), photos: [file] });
  if (people.length === 0) {
    throw new CliError('NOT_FOUND', {
      what: `no person in ${dir}`,
      cause: 'neither a folder with pictures nor a picture',
      fix: 'Give a folder with one sub-folder of photographs per person, or one picture per person.',
    });
  }
  return people;
}
