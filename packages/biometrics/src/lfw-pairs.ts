import { BiometricsError } from './biometrics-error.ts';

/** One picture of Labeled Faces in the Wild: `NAME/NAME_0001.jpg`. */
export interface LfwImage {
  readonly name: string;
  /** Counted from 1, as in the file name. */
  readonly index: number;
}

export interface LfwPair {
  readonly first: LfwImage;
  readonly second: LfwImage;
  /** Two pictures of one person ("matched" in the words of LFW). */
  readonly mated: boolean;
  /** Counted from 0; absent in the development files, which have no folds. */
  readonly fold?: number;
}

/** Path of a picture below the folder of images, with forward slashes. */
export function lfwImagePath({ name, index }: LfwImage): string {
  return `${name}/${name}_${String(index).padStart(4, '0')}.jpg`;
}

/**
 * Reads a pair file of Labeled Faces in the Wild, in either published format:
 *
 * - `pairsDevTrain.txt`, `pairsDevTest.txt`: a line `N`, N matched lines, N mismatched lines;
 * - `pairs.txt`: a line `F N`, then for each of F folds N matched and N mismatched lines.
 *
 * A matched line is `name i j`, a mismatched one `name1 i name2 j`, separated by tabs (any blanks are accepted).
 *
 * @throws {BiometricsError} PAIRS_INVALID naming the line
 */
export function parsePairs(text: string): LfwPair[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  while (lines.at(-1)?.trim() === '') lines.pop();
  const header = lines[0]?.trim().split(/\s+/) ?? [];
  if (header.length < 1 || header.length > 2 || !header.every((field) => /^[1-9]\d*$/.test(field))) {
    throw invalid(1, 'must be "N" or "folds N", whole numbers above 0');
  }
  const counts = header.map(Number);
  const folds = counts.length === 2 ? counts[0]! : 1;
  const perKind = counts.at(-1)!;
  const expected = folds * perKind * 2;
  if (lines.length - 1 !== expected) {
    throw invalid(
      1,
      `promises ${expected} pairs, but ${lines.length - 1} lines follow; the file is cut or joined`,
    );
  }
  return lines.slice(1).map((line, index) => {
    const mated = index % (perKind * 2) < perKind;
    const pair = parseLine(line, index + 2, mated);
    return counts.length === 2 ? { ...pair, fold: Math.floor(index / (perKind * 2)) } : pair;
  });
}

function parseLine(line: string, lineNumber: number, mated: boolean): LfwPair {
  const fields = line.trim().split(/\s+/);
  if (fields.length !== (mated ? 3 : 4)) {
    throw invalid(lineNumber, mated ? 'must be "name i j" (a matched pair)' : 'must be "name1 i name2 j"');
  }
  const [name, index, third, fourth] = fields as [string, string, string, string?];
  const first = { name, index: parseIndex(index, lineNumber) };
  if (fourth === undefined) return { first, second: { name, index: parseIndex(third, lineNumber) }, mated };
  if (third === name) throw invalid(lineNumber, 'is a mismatched pair of one and the same person');
  return { first, second: { name: third, index: parseIndex(fourth, lineNumber) }, mated };
}

function parseIndex(field: string, lineNumber: number): number {
  if (!/^[1-9]\d*$/.test(field)) throw invalid(lineNumber, 'must number its pictures from 1');
  return Number(field);
}

function invalid(lineNumber: number, problem: string): BiometricsError {
  return new BiometricsError('PAIRS_INVALID', `Line ${lineNumber} of the pair file ${problem}.`, {
    context: { line: lineNumber },
  });
}
