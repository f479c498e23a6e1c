import { RosterError } from '@portero/roster';
import { describe, expect, it } from 'vitest';
import { CliError, exitCodeOf } from '../cli-error.ts';
import { ExitCode } from '../exit-codes.ts';
import { decisionLine } from './decision.ts';
import { errorDocument, errorText } from './errors.ts';
import { styleFor } from './style.ts';
import { count, fields, table } from './table.ts';

const plain = styleFor({ isTTY: false }, { color: true, env: {} });
const notFound = new CliError('NOT_FOUND', { what: 'there is no door x', cause: 'ENOENT', fix: 'Add it.' });

describe('a table', () => {
  it('aligns columns, shows an absent cell as a dash and ends lines without blanks', () => {
    expect(
      table(
        ['NAME', 'SITE'],
        [
          ['Ada', undefined],
          ['Grace Hopper', 'hq'],
        ],
        plain,
      ),
    ).toBe('NAME          SITE\nAda           -\nGrace Hopper  hq');
  });

  it('counts in words', () => {
    expect([count(1, 'person', 'people'), count(2, 'person', 'people')]).toEqual(['1 person', '2 people']);
    expect(
      fields([
        ['a', 1],
        ['long', undefined],
      ]),
    ).toBe('a:    1\nlong: -');
  });
});

describe('a decision', () => {
  const decision = {
    decidedAt: new Date('2026-01-02T03:04:05.678Z'),
    door: 'hq/main/lobby/front',
    ...({ action: 'deny', reason: 'frames_disagree', mode: 'identify' } as const),
    ...{ distanceL2: 0.51234, thresholdL2: 0.8 },
  };
  const start =
    '2026-01-02T03:04:05.678Z  hq/main/lobby/front  deny    frames_disagree  unknown  identify  0.512/0.8';

  it('shows each of several frames, and which show the person by themselves', () => {
    const seen = [
      { capturedAt: 1, distanceL2: 0.6, agrees: true },
      { capturedAt: 2, distanceL2: 0.91, agrees: false },
      { capturedAt: 3, agrees: false },
    ];
    const frames = { agreeing: 2, demanded: 3, seen };
    expect(decisionLine({ ...decision, frames }, plain)).toBe(`${start}  frames 2/3: 0.600* 0.910 -`);
  });

  it.each([
    [
      { demand: 'required', minScore: 0.5, score: 0.424, challenge: 'failed' },
      'pad required 0.42/0.5 failed',
    ],
    [{ demand: 'passive', minScore: 0.5 }, 'pad passive -/0.5'],
    [{ demand: 'active' }, 'pad active -'],
    [{ demand: 'off' }, 'pad off'],
    [{ challenge: 'performed' }, 'pad not set performed'],
  ] as const)('shows what was demanded against photographs and what was found: %o', (pad, text) => {
    expect(decisionLine({ ...decision, pad }, plain)).toBe(`${start}  ${text}`);
  });

  it('is no longer for one frame of one', () => {
    const frames = { agreeing: 1, demanded: 1, seen: [{ capturedAt: 1, distanceL2: 0.5, agrees: true }] };
    expect(decisionLine({ ...decision, frames }, plain)).toBe(start);
    expect(decisionLine(decision, plain)).toBe(start);
  });
});

describe('colour', () => {
  it.each([
    ['a terminal', { isTTY: true }, { color: true, env: {} }, true],
    ['a pipe', { isTTY: false }, { color: true, env: {} }, false],
    ['--no-color', { isTTY: true }, { color: false, env: {} }, false],
    ['NO_COLOR', { isTTY: true }, { color: true, env: { NO_COLOR: '1' } }, false],
    ['a dumb terminal', { isTTY: true }, { color: true, env: { TERM: 'dumb' } }, false],
  ])('for %s', (_case, stream, options, coloured) => {
    expect(styleFor(stream, options).isColorSupported).toBe(coloured);
  });
});

describe('an error', () => {
  it('reads: what (cause). fix', () => {
    expect(errorText(notFound, plain, false)).toBe('error: there is no door x (ENOENT). Add it.');
  });

  it('is a document with its parts for a program', () => {
    expect(errorDocument(notFound)).toEqual({
      error: {
        code: 'NOT_FOUND',
        message: 'there is no door x (ENOENT). Add it.',
        exitCode: 3,
        what: 'there is no door x',
        cause: 'ENOENT',
        fix: 'Add it.',
      },
    });
    expect(errorDocument(new TypeError('oops')).error).toMatchObject({ code: 'UNEXPECTED', exitCode: 1 });
  });

  it.each([
    [new RosterError('NOT_FOUND', 'x'), ExitCode.notFound],
    [new RosterError('INVALID_PLACE', 'x'), ExitCode.usage],
    [new RosterError('DATABASE_UNREACHABLE', 'x'), ExitCode.unavailable],
    [new RosterError('MIGRATION_FAILED', 'x'), ExitCode.failure],
    [new Error('x'), ExitCode.failure],
    ['a string', ExitCode.failure],
  ])('has the exit code of its kind: %s', (error, code) => {
    expect(exitCodeOf(error)).toBe(code);
  });
});
