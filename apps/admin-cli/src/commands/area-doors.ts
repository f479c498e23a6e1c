import type { AreaDoor } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { areaDoorsTable } from '../output/area.ts';
import { collect, examples, given, group, type Register } from './register.ts';

export interface AreaDoorsOptions {
  area: string;
  entry?: string[];
  exit?: string[];
  remove?: string[];
}

export interface AreaDoors {
  area: string;
  doors: AreaDoor[];
}

export const areaDoors: CommandSpec<AreaDoorsOptions, AreaDoors> = {
  async handle({ area, entry = [], exit = [], remove = [] }, context) {
    const { areas } = await context.roster();
    for (const door of remove) await areas.setDoor(area, door, null);
    for (const door of entry) await areas.setDoor(area, door, 'entry');
    for (const door of exit) await areas.setDoor(area, door, 'exit');
    return { area, doors: await areas.doors(area) };
  },
  render: ({ area, doors }, style) => areaDoorsTable(area, doors, style),
};

export const registerAreaDoors: Register = (program, run) => {
  group(program, 'area', 'parts of buildings, and who is inside')
    .command('doors <site/building/area>')
    .description('Show which doors lead into an area and out of it, or say so. Each door has one direction.')
    .option('--entry <door>', 'it leads in; again for more', collect)
    .option('--exit <door>', 'it leads out; again for more', collect)
    .option('--remove <door>', 'it does neither any more; again for more', collect)
    .addHelpText(
      'after',
      examples(
        [
          'portero area doors hq/main/lab --entry hq/main/lab-door/in --exit hq/main/lab-door/out',
          'portero area doors hq/main/lab',
        ],
        'A door used both ways is two doors here, each with a camera on its side.',
      ),
    )
    .action((area: string, _options, command) =>
      run(areaDoors, { ...given<AreaDoorsOptions>(command), area }),
    );
};
