import { createReadStream } from 'node:fs';
import { EncoderError } from '../encoder-error.ts';

export interface ExpectedNumbers {
  /** How many numbers the file must hold. */
  readonly count: number;
  /** Refuses what a number of this file cannot be, in words: "is negative, which …". Undefined accepts. */
  readonly refuse?: (value: number) => string | undefined;
}

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
const COMMA = 0x2c;
const NEWLINE = 0x0a;

/** Longest text of a number that is believed; a file of something else is refused before it fills the memory. */
const MAX_NUMBER_LENGTH = 64;

/**
 * Reads a CSV file of numbers as one run, however it is broken into lines. The file is streamed: of the largest file
 * of nn4.small2 (about 4 MB) one chunk is held at a time.
 *
 * @throws {EncoderError} MODEL_WEIGHTS_INVALID naming file and line, for a file that cannot be read, holds more or
 * fewer numbers than expected, or something that is not a finite float32 number
 */
export async function readCsvNumbers(
  file: string,
  { count, refuse }: ExpectedNumbers,
): Promise<Float32Array> {
  const values = new Float32Array(count);
  let filled = 0;
  let line = 1;
  let pending = '';
  let afterComma = false;

  function take(text: string, end: 'comma' | 'line'): void {
    const field = text.trim();
    // An empty line holds nothing; an empty field between commas is a number that got lost.
    if (field === '' && end === 'line' && !afterComma) return;
    afterComma = end === 'comma';
    const value = Math.fround(Number(field));
    if (!NUMBER.test(field) || !Number.isFinite(value)) {
      throw invalid(file, line, `holds ${JSON.stringify(field.slice(0, 20))} where a number was expected`);
    }
    const refusal = refuse?.(value);
    if (refusal) throw invalid(file, line, `holds ${value}, which ${refusal}`);
    if (filled === count)
      throw invalid(file, line, `holds more than the ${count} numbers that were expected`);
    values[filled++] = value;
  }

  try {
    for await (const chunk of createReadStream(file, 'latin1') as AsyncIterable<string>) {
      const text = pending + chunk;
      let start = 0;
      for (let index = pending.length; index < text.length; index++) {
        const code = text.charCodeAt(index);
        if (code !== COMMA && code !== NEWLINE) continue;
        take(text.slice(start, index), code === COMMA ? 'comma' : 'line');
        if (code === NEWLINE) line++;
        start = index + 1;
      }
      pending = text.slice(start);
      if (pending.length > MAX_NUMBER_LENGTH)
        throw invalid(file, line, 'holds something that is no list of numbers');
    }
    take(pending, 'line');
  } catch (cause) {
    if (cause instanceof EncoderError) throw cause;
    throw new EncoderError('MODEL_WEIGHTS_INVALID', `The weight file ${file} cannot be read.`, {
      cause,
      context: { file },
    });
  }
  if (filled < count) {
    throw invalid(
      file,
      line,
      `ends after ${filled} of ${count} numbers; the file was cut short, fetch it again`,
    );
  }
  return values;
}

function invalid(file: string, line: number, problem: string): EncoderError {
  return new EncoderError('MODEL_WEIGHTS_INVALID', `The weight file ${file}, line ${line}, ${problem}.`, {
    context: { file, line },
  });
}
