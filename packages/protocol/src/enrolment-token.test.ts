import { expect, test } from 'vitest';
import { createEnrolmentToken, formatEnrolmentToken, parseEnrolmentToken } from './enrolment-token.ts';

const AUTHORITY = 'ab'.repeat(32);

test('a token is read as it was written, and no two are alike', () => {
  const token = createEnrolmentToken(AUTHORITY);
  expect(parseEnrolmentToken(formatEnrolmentToken(token))).toEqual(token);
  expect(formatEnrolmentToken(createEnrolmentToken(AUTHORITY))).not.toBe(formatEnrolmentToken(token));
});

test('nothing else is a token', () => {
  const text = formatEnrolmentToken(createEnrolmentToken(AUTHORITY));
  const [prefix, id, secret, authority] = text.split('.');
  const wrong = [
    '',
    'portero1',
    `portero2.${id}.${secret}.${authority}`,
    `${prefix}.${id}.${secret}`,
    `${text}.${id}`,
    `${prefix}.${id}.${secret}.`,
    `${prefix}.../../x.${secret}.${authority}`,
    `${text}=`,
    ` ${text}`,
    `${text}\n`,
    text.slice(0, -2),
    text.padEnd(300, 'A'),
  ];
  expect(wrong.filter((candidate) => parseEnrolmentToken(candidate) !== undefined)).toEqual([]);
});
