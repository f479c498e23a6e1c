import { DEFAULT_TARGET_FPIR } from '@portero/biometrics';
import type { Roster } from '@portero/roster';
import { InvalidArgumentError } from 'commander';
import { CliError } from '../cli-error.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import type { GlobalOptions } from '../context/global-options.ts';
import { thresholdsOf } from '../context/thresholds.ts';
import { calibrateLines } from '../output/calibrate.ts';
import type { BuildingPlan } from '../roster/gallery-plans.ts';
import { requireDoor } from '../roster/require.ts';
import { calibrateGroup } from './calibrate-group.ts';
import { examples, given, type Register } from './register.ts';

export interface CalibrateOptions extends GlobalOptions {
  fpir?: number;
  building?: string;
  door?: string;
}

export interface CalibrateResult {
  modelId: string;
  /** What its thresholds come from; absent for a model whose thresholds were typed. */
  calibratedOn?: string;
  buildings: BuildingPlan[];
}

/** @throws {CliError} NOT_FOUND, USAGE for a rate above the building's, which a door cannot ask for */
async function setAtDoor(roster: Roster, address: string, fpir: number): Promise<void> {
  const door = await requireDoor(roster, address);
  const building = await roster.places.findBuilding(`${door.site}/${door.building}`);
  const allowed = building?.targetFpir ?? DEFAULT_TARGET_FPIR;
  if (fpir > allowed) {
    throw new CliError('USAGE', {
      what: `a door may only ask for more than its building, which allows ${allowed}`,
      fix: `Give a rate of ${allowed} or less, or raise that of the building.`,
    });
  }
  await roster.places.updateDoor(address, { targetFpir: fpir });
}

async function buildingsOf(roster: Roster, { building, door }: CalibrateOptions) {
  if (door !== undefined) await requireDoor(roster, door);
  const address = door === undefined ? building : door.split('/').slice(0, 2).join('/');
  if (address === undefined) return roster.places.listBuildings();
  const found = await roster.places.findBuilding(address);
  if (found) return [found];
  throw new CliError('NOT_FOUND', {
    what: `there is no building ${address}`,
    fix: 'See portero building list.',
  });
}

export const calibrate: CommandSpec<CalibrateOptions, CalibrateResult> = {
  async handle(options, context) {
    const { fpir, building, door } = options;
    if (building !== undefined && door !== undefined) {
      throw new CliError('USAGE', {
        what: '--building and --door exclude each other',
        fix: 'Name one of them.',
      });
    }
    // Both load much that other commands can do without.
    const { DEFAULT_MODEL_ID } = await import('@portero/encoder');
    const { buildingPlan } = await import('../roster/gallery-plans.ts');
    const modelId = context.global.model ?? DEFAULT_MODEL_ID;
    const policy = await thresholdsOf(context.dataDir, modelId);
    const roster = await context.roster();
    const before = await buildingsOf(roster, options);
    if (fpir !== undefined && door !== undefined) await setAtDoor(roster, door, fpir);
    else if (fpir !== undefined) {
      for (const { address } of before) await roster.places.setTargetFpir(address, fpir);
    }
    const buildings: BuildingPlan[] = [];
    for (const found of await buildingsOf(roster, options)) {
      buildings.push(await buildingPlan(roster, policy, found));
    }
    const calibratedOn = policy.calibration?.source;
    return { modelId, ...(calibratedOn !== undefined && { calibratedOn }), buildings };
  },
  render: calibrateLines,
};

function rate(text: string): number {
  const value = Number(text);
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError('It must be a rate between 0 and 1, such as 0.003.');
}

export const registerCalibrate: Register = (program, run) => {
  calibrateGroup(program)
    .option('--fpir <rate>', 'share of strangers who may be taken for somebody: 0.003 is one in 333', rate)
    .option('--building <place>', 'only this building (default: all)')
    .option('--door <place>', 'only this door, which may ask for less than its building')
    .addHelpText(
      'after',
      examples(
        [
          'portero calibrate',
          'portero calibrate --fpir 0.003',
          'portero calibrate --fpir 0.0005 --door hq/main/vault/front',
        ],
        'The rate is kept; threshold and margin are derived from it, from what the distances of the model mean\n' +
          'and from the number of people and templates in the gallery, by the coordinator, and again whenever that\n' +
          'number changes. The threshold in force stands in the log and with every decision.',
      ),
    )
    .action((_options, command) => run(calibrate, given<CalibrateOptions>(command)));
};
