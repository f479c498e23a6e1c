import { machineText } from '@portero/benchmark';
import type { BenchCoordinatorResult } from '../commands/bench-coordinator.ts';
import type { Style } from './style.ts';
import { count, table } from './table.ts';

export function benchCoordinatorLines(result: BenchCoordinatorResult, style: Style): string {
  const {
    machine,
    doors,
    edges,
    templates,
    frames,
    coordinators,
    generators,
    seconds,
    rate,
    broker,
    modelId,
  } = result;
  const { decisionsPerSecond, p50Ms, p99Ms, maxMs, cpuMs, rows } = result;
  const load = rate === undefined ? 'as many as were answered' : `${rate} a second by the clock`;
  return [
    machineText(machine),
    `${count(doors, 'door')} of ${count(edges, 'edge')}, ${count(templates, 'person', 'people')}, ${count(frames, 'picture')} each of ${modelId}; ${count(coordinators, 'coordinator')}; ${broker}; ${load}, from ${count(generators, 'thread')}, ${seconds} s`,
    `${decisionsPerSecond.toFixed(0)} decisions a second; answered in ${ms(p50Ms)} (median), ${ms(p99Ms)} (99th percentile), ${ms(maxMs)} at most`,
    table(['CPU PER DECISION', 'ms'], cpuRows(cpuMs), style),
    table(
      ['STEP', 'MEAN ms'],
      Object.entries(result.stageMs).map(([stage, mean]) => [stage, mean.toFixed(2)]),
      style,
    ),
    table(['REQUESTS', 'n'], requestRows(result), style),
    `${rows.found} of ${rows.expected} decisions stand in the database as the doors were told them, ${rows.acknowledged} with what the door did` +
      (rows.different + rows.missing > 0
        ? style.red(`; ${rows.missing} are missing, ${rows.different} are others`)
        : ''),
  ].join('\n\n');
}

function cpuRows(cpuMs: BenchCoordinatorResult['cpuMs']): [string, string][] {
  return Object.entries(cpuMs).map(([name, perDecision]) => [
    name,
    perDecision === undefined ? 'not known' : perDecision.toFixed(3),
  ]);
}

function requestRows({
  sent,
  answered,
  unlocked,
  toldOverloaded,
  sentAgain,
  unanswered,
  shed,
  lost,
  duplicates,
  unbelieved,
  reasons,
  refused,
}: BenchCoordinatorResult): [string, number][] {
  return [
    ['sent', sent],
    ['answered', answered],
    ['of them unlocked', unlocked],
    ['told that there is too much to do', toldOverloaded],
    ['sent again, as no answer came in time', sentAgain],
    ['unanswered', unanswered],
    ['shed by the coordinator', shed],
    ['lost', lost],
    ['answered twice', duplicates],
    ['not believed', unbelieved],
    ...Object.entries(reasons).map(([reason, n]): [string, number] => [`told ${reason}`, n]),
    ...Object.entries(refused).map(([reason, n]): [string, number] => [`unanswered: ${reason}`, n]),
  ];
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}
