import { readFile } from 'node:fs/promises';
import { CliError } from '../cli-error.ts';
import { stemOf } from '../photos/picture-files.ts';

/** Who holds whose card: stem of a frame → name of a person, both in lower case. */
export type CardList = ReadonlyMap<string, string>;

function entry(frame: string | undefined, person: string | undefined, origin: string): [string, string] {
  if (frame?.trim() && person?.trim())
    return [stemOf(frame.trim()).toLowerCase(), person.trim().toLowerCase()];
  throw new CliError('USAGE', {
    what: `${origin} names no frame and person`,
    fix: 'Write FRAME=PERSON on the command line, or a line "frame,person" in cards.csv.',
  });
}

/** `camera_2=kian` → a card. @throws {CliError} USAGE */
export function parseCardOption(text: string): [string, string] {
  const at = text.indexOf('=');
  return entry(text.slice(0, Math.max(0, at)), at < 0 ? undefined : text.slice(at + 1), `--card ${text}`);
}

/** Lines of `frame,person`; a header and empty lines are passed over. @throws {CliError} USAGE naming the line */
export function parseCardFile(text: string, file: string): [string, string][] {
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ fields: line.split(','), index, line }))
    .filter(({ line, index }) => line.trim() !== '' && !(index === 0 && /^\s*frame\s*,\s*person/i.test(line)))
    .map(({ fields, index }) => entry(fields[0], fields[1], `line ${index + 1} of ${file}`));
}

/** @returns no cards when there is no such file */
export async function readCardFile(file: string): Promise<[string, string][]> {
  try {
    return parseCardFile(await readFile(file, 'utf8'), file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
