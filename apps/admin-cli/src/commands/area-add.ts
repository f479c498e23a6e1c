import type { AntipassbackMode, Area } from '@portero/roster';
import { InvalidArgumentError, Option } from 'commander';
import type { CommandSpec } from '../context/command-spec.ts';
import { areaLine } from '../output/area.ts';
import { examples, given, group, type Register, wholeNumber } from './register.ts';

export interface AreaAddOptions {
  area: string;
  antipassback?: AntipassbackSetting;
  max?: NumberOrNone;
  secondPerson?: NumberOrNone;
  forgetAfter?: number;
}

/** Commander takes a null for an option without a value. */
export type NumberOrNone = number | 'none';

export interface AntipassbackSetting {
  antipassback: AntipassbackMode;
  antipassbackMinutes?: number;
}

export interface AreaAdded {
  area: Area;
  created: boolean;
}

export const areaAdd: CommandSpec<AreaAddOptions, AreaAdded> = {
  async handle({ area, antipassback, max, secondPerson, forgetAfter }, context) {
    const roster = await context.roster();
    return roster.areas.ensure(area, {
      ...antipassback,
      maxPersons: max === 'none' ? null : max,
      secondPersonSeconds: secondPerson === 'none' ? null : secondPerson,
      forgetAfterHours: forgetAfter,
    });
  },
  render: ({ area, created }) => `${created ? 'added' : 'changed'} area ${areaLine(area)}`,
};

function antipassback(text: string): AntipassbackSetting {
  const minutes = /^timed:(\d{1,4})$/.exec(text)?.[1];
  if (minutes !== undefined) return { antipassback: 'timed', antipassbackMinutes: Number(minutes) };
  const mode = (['off', 'soft', 'hard'] as const).find((each) => each === text);
  if (mode === undefined) throw new InvalidArgumentError('It must be off, soft, hard or timed:MINUTES.');
  return { antipassback: mode };
}

function numberOrNone(minimum: number, maximum: number): (text: string) => NumberOrNone {
  const number = wholeNumber(minimum, maximum);
  return (text) => (text === 'none' ? text : number(text));
}

export const registerAreaAdd: Register = (program, run) => {
  group(program, 'area', 'parts of buildings, and who is inside')
    .command('add <site/building/area>')
    .description('Add an area, a part of a building that doors lead into and out of. Again: change it.')
    .addOption(
      new Option(
        '--antipassback <mode>',
        'who enters again without having left: off, soft (pass, marked), hard (refused), timed:MINUTES',
      ).argParser(antipassback),
    )
    .option('--max <people>', 'at most so many inside, or "none"', numberOrNone(1, 100_000))
    .option(
      '--second-person <seconds>',
      'nobody enters alone: a second person asks within so long, or "none"',
      numberOrNone(1, 600),
    )
    .option(
      '--forget-after <hours>',
      'where somebody was says nothing any more after, default 24',
      wholeNumber(1, 720),
    )
    .addHelpText(
      'after',
      examples([
        'portero area add hq/main/lab --antipassback hard --max 12',
        'portero area add hq/main/vault --second-person 20',
        'portero area add hq/main/canteen --antipassback timed:30',
      ]),
    )
    .action((area: string, _options, command) => run(areaAdd, { ...given<AreaAddOptions>(command), area }));
};
