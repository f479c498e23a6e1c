import type { Random } from './random.ts';

/** What has been trouble elsewhere: ends of text, numbers at their limits, names of prototypes, levels of topics. */
const TOKENS = [
  ...[
    '',
    '\0',
    '\n',
    '\r\n',
    '"',
    '{',
    '}',
    '[',
    ']',
    ',',
    '.',
    '..',
    '/',
    '+',
    '#',
    '$share/x/',
    '=',
    '-',
    '_',
  ],
  ...[
    'null',
    'true',
    '-0',
    '1e999',
    '9007199254740993',
    '-1',
    '0.1',
    'NaN',
    'Infinity',
    '18446744073709551616',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    '\ud800',
    '\ufeff',
    '😀',
    '{"v":1}',
    '[[[[[[[[',
    'eyJhbGciOiJub25lIn0',
  ],
].map((text) => Buffer.from(text));

const LONGEST = 70_000;

/** The same input with up to four changes, or with none once in a while. */
export function mutate(input: Buffer, corpus: readonly Buffer[], random: Random): Buffer {
  let bytes = input;
  for (let changes = random.below(5); changes > 0; changes--) bytes = change(bytes, corpus, random);
  return bytes.length > LONGEST ? bytes.subarray(0, LONGEST) : bytes;
}

function change(bytes: Buffer, corpus: readonly Buffer[], random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const length = random.below(Math.min(64, bytes.length - at) + 1);
  switch (random.below(9)) {
    case 0: {
      const changed = Buffer.from(bytes);
      if (at < changed.length) changed[at]! ^= 1 << random.below(8);
      return changed;
    }
    case 1: {
      const changed = Buffer.from(bytes);
      if (at < changed.length) changed[at] = random.next() & 0xff;
      return changed;
    }
    case 2:
      return bytes.subarray(0, at);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 4:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    case 5:
      return Buffer.concat([bytes.subarray(0, at), random.pick(TOKENS), bytes.subarray(at)]);
    case 6:
      return Buffer.concat([bytes.subarray(0, at), random.bytes(length), bytes.subarray(at + length)]);
    case 7: {
      const other = random.pick(corpus);
      return Buffer.concat([bytes.subarray(0, at), other.subarray(random.below(other.length + 1))]);
    }
    default:
      return insideBase64(bytes, random);
  }
}

/** A change of what a part of a compact JWS or JWE says, so that it is still base64url. */
function insideBase64(bytes: Buffer, random: Random): Buffer {
  const parts = bytes.toString('latin1').split('.');
  const at = random.below(parts.length);
  const said = Buffer.from(parts[at]!, 'base64url');
  const place = random.below(said.length + 1);
  const changed = Buffer.concat([said.subarray(0, place), random.pick(TOKENS), said.subarray(place)]);
  return Buffer.from(parts.with(at, changed.toString('base64url')).join('.'), 'latin1');
}
