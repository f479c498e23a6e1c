import type { FalseMatch, Miss } from '@portero/biometrics';
import type { EvalIdentificationResult } from '../commands/eval-identification.ts';
import { estimate, speedOf } from './evaluation-words.ts';
import type { Style } from './style.ts';
import { count, fields, table } from './table.ts';

const ERRORS_SHOWN = 10;

export function identificationEvaluationLines(result: EvalIdentificationResult, style: Style): string {
  const { errors, failuresToAcquire } = result;
  const facts = fields([
    ['model', `${result.modelId} on ${result.engine}`],
    ['enrolled', `${count(result.enrolled, 'person', 'people')} with ${count(result.templates, 'template')}`],
    ['mated', count(result.mated, 'probe')],
    ['strangers', count(result.strangers, 'probe')],
    ['failures', `${failuresToAcquire.mated} mated, ${failuresToAcquire.strangers} of strangers`],
    ['rank 1', estimate(result.rank1)],
    ['speed', speedOf(result)],
    ...(result.reportFile === undefined ? [] : [['report', result.reportFile] as const]),
  ]);
  const points = table(
    ['FPIR AT MOST', 'THRESHOLD', 'FPIR', 'FNIR'],
    result.operatingPoints.map(({ targetFpir, thresholdL2, fpir, fnir, resolved }) => [
      `${targetFpir}${resolved ? '' : ' (too few strangers)'}`,
      thresholdL2.toFixed(4),
      estimate(fpir),
      estimate(fnir),
    ]),
    style,
  );
  const groups = result.groups.map(({ title, rates }) =>
    [
      style.bold(title),
      table(
        ['GROUP', 'FNIR', 'FPIR'],
        rates.map(({ group, fnir, fpir }) => [group, fnir && estimate(fnir), fpir && estimate(fpir)]),
        style,
      ),
    ].join('\n'),
  );
  const at = `at FPIR ${errors.targetFpir}, threshold ${errors.thresholdL2.toFixed(4)}`;
  return [
    facts,
    points,
    ...groups,
    listed(`False matches ${at}`, errors.falseMatches.map(falseMatchLine), style),
    listed(`Misses ${at}`, errors.misses.map(missLine), style),
  ].join('\n\n');
}

function listed(title: string, lines: readonly string[], style: Style): string {
  const shown = lines.slice(0, ERRORS_SHOWN).map((line) => `  ${line}`);
  const hidden = lines.length - shown.length;
  return [
    style.bold(`${title}: ${lines.length}`),
    ...shown,
    ...(hidden > 0 ? [`  … and ${hidden} more; --json lists all, --report shows them`] : []),
  ].join('\n');
}

function falseMatchLine({ probeId, personId, distanceL2, truePersonId }: FalseMatch): string {
  const truth = truePersonId === undefined ? 'a stranger' : `truly ${truePersonId}`;
  return `${probeId}, ${truth}, taken for ${personId} at ${distanceL2.toFixed(4)}`;
}

function missLine({ probeId, personId, reason, ownDistanceL2, nearest }: Miss): string {
  const own = ownDistanceL2 === undefined ? '' : `, own distance ${ownDistanceL2.toFixed(4)}`;
  const other =
    nearest && nearest.personId !== personId
      ? `, ${nearest.personId} at ${nearest.distanceL2.toFixed(4)}`
      : '';
  return `${probeId}: ${reason.replaceAll('-', ' ')}${own}${other}`;
}
