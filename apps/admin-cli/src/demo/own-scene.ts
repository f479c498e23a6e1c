import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CliError } from '../cli-error.ts';
import { listPeople } from '../photos/people-folder.ts';
import { listFrames, stemOf } from '../photos/picture-files.ts';
import { type CardList, parseCardOption, readCardFile } from './card-list.ts';
import type { Scene, SceneFrame, ScenePerson } from './scene.ts';

export interface OwnSceneOptions {
  /** A folder: a sub-folder per person, or one picture per person. */
  people: string;
  /** Files, patterns or folders. @defaultValue the frames in the folder of people */
  frames: readonly string[];
  /** `FRAME=PERSON`; they go before those of `cards.csv` beside the frames. */
  cards: readonly string[];
}

async function cardsFor(frames: readonly string[], options: readonly string[]): Promise<CardList> {
  const folders = [...new Set(frames.map((frame) => dirname(frame)))];
  const files = await Promise.all(folders.map((folder) => readCardFile(join(folder, 'cards.csv'))));
  return new Map([...files.flat(), ...options.map(parseCardOption)]);
}

/** Two frames of one name from two folders would be told apart by nobody. */
function uniqueLabel(file: string, position: number, all: readonly string[]): string {
  const name = basename(file);
  return all.filter((other) => basename(other) === name).length > 1 ? `${position + 1}-${name}` : name;
}

/**
 * A scene of somebody's own pictures. Who stands in them is theirs to judge: the truth is not known here.
 *
 * @throws {CliError} NOT_FOUND for folders without pictures, USAGE for a card of a person or frame that is not there
 */
export async function ownScene(options: OwnSceneOptions): Promise<Scene> {
  const files = await listFrames(options.frames.length > 0 ? options.frames : [options.people]);
  const people: ScenePerson[] = [];
  for (const { name, photos } of await listPeople(options.people, files)) {
    const images = await Promise.all(photos.map(async (file) => ({ file, image: await readFile(file) })));
    people.push({ name, photos: images });
  }
  const cards = await cardsFor(files, options.cards);
  const frames: SceneFrame[] = [];
  for (const [position, file] of files.entries()) {
    const label = uniqueLabel(file, position, files);
    const cardOf = cards.get(stemOf(file).toLowerCase());
    frames.push({
      label,
      image: await readFile(file),
      ...(cardOf && { cardOf: holderNamed(cardOf, people) }),
    });
  }
  refuseUnknownFrames(cards, files);
  return { title: `${options.people}`, people, frames };
}

function holderNamed(name: string, people: readonly ScenePerson[]): string {
  const person = people.find((candidate) => candidate.name.toLowerCase() === name);
  if (person) return person.name;
  throw new CliError('USAGE', {
    what: `a card names "${name}", who is not among the people`,
    fix: `The people are ${people.map((candidate) => candidate.name).join(', ')}.`,
  });
}

function refuseUnknownFrames(cards: CardList, files: readonly string[]): void {
  const stems = new Set(files.map((file) => stemOf(file).toLowerCase()));
  const unknown = [...cards.keys()].find((stem) => !stems.has(stem));
  if (unknown === undefined) return;
  throw new CliError('USAGE', {
    what: `a card names the frame "${unknown}", which is not among the frames`,
    fix: 'Name a frame by its file name, with or without its ending.',
  });
}
