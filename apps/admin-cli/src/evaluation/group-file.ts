import { readFile } from 'node:fs/promises';
import { CliError, cannotRead } from '../cli-error.ts';

/** Who belongs to which group, in one way to divide people. */
export interface Division {
  /** The title of the column. */
  title: string;
  /** By name of the person. */
  groups: ReadonlyMap<string, string>;
}

/**
 * Reads a table of people, comma-separated: the first line has titles, the first column the names of people as their
 * folders have them; each further column divides them in one way. An empty cell leaves somebody out of that division.
 *
 * @throws {CliError} NOT_FOUND, or USAGE naming the line
 */
export async function readGroupFile(file: string): Promise<Division[]> {
  return parseGroups(await read(file), file);
}

export function parseGroups(text: string, file: string): Division[] {
  const rows = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.split(',').map((cell) => cell.trim()));
  const [, ...titles] = rows[0] ?? [];
  if (titles.length === 0 || titles.some((title) => title === '')) {
    throw unusable(file, 'the first line must be "person,TITLE…"');
  }
  const groups = titles.map(() => new Map<string, string>());
  for (const [index, [name = '', ...cells]] of rows.entries()) {
    if (index === 0 || (name === '' && cells.length === 0)) continue;
    if (name === '' || cells.length !== titles.length) {
      throw unusable(file, `line ${index + 1} must have a name and ${titles.length} group(s)`);
    }
    for (const [column, cell] of cells.entries()) if (cell !== '') groups[column]!.set(name, cell);
  }
  return titles.map((title, column) => ({ title, groups: groups[column]! }));
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw cannotRead(`the groups ${file}`, cause, {
      fix: 'Give a file whose lines are "person,group", with titles in the first.',
    });
  }
}

function unusable(file: string, cause: string): CliError {
  return new CliError('USAGE', {
    what: `cannot use the groups ${file}`,
    cause,
    fix: 'Correct the file, for instance "person,age", then "Ada Lovelace,30-39".',
  });
}
