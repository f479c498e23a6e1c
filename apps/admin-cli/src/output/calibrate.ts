import type { CalibrateResult } from '../commands/calibrate.ts';
import type { BuildingPlan, DoorPlan } from '../roster/gallery-plans.ts';
import { percent } from './evaluation-words.ts';
import type { Style } from './style.ts';
import { type Cell, table } from './table.ts';

const LIMITED_BY: Readonly<Record<BuildingPlan['limitedBy'], string>> = {
  target: 'the rate',
  'pair-threshold': 'the threshold for pairs: few people are enrolled',
  unreachable: 'nothing: nobody is identified, let these doors ask for a card',
  typed: 'what was typed: this model has no calibration',
};

export function calibrateLines({ modelId, calibratedOn, buildings }: CalibrateResult, style: Style): string {
  if (buildings.length === 0) return 'No building yet: portero building add hq/main';
  const rows = buildings.flatMap((plan) => [
    [plan.building, plan.persons, plan.templates, ...inForce(plan)],
    ...plan.doors.map((door) => [door.door, undefined, undefined, ...inForce(door)]),
  ]);
  const heads = ['PLACE', 'PEOPLE', 'TEMPLATES', 'FPIR', 'THRESHOLD', 'MARGIN', 'MISSES', 'SET BY'];
  return [
    table(heads, rows, style),
    `Model ${modelId}${calibratedOn === undefined ? '' : `, calibrated on ${calibratedOn}`}.`,
    'MISSES is the share of single pictures of enrolled people that are refused, at one template a person.',
  ].join('\n\n');
}

function inForce({
  targetFpir,
  thresholdL2,
  marginL2,
  expected,
  limitedBy,
}: BuildingPlan | DoorPlan): Cell[] {
  return [
    targetFpir,
    thresholdL2.toFixed(4),
    marginL2.toFixed(4),
    expected && `${percent(expected.expectedFnir)}${expected.extrapolated ? ' (extrapolated)' : ''}`,
    LIMITED_BY[limitedBy],
  ];
}
