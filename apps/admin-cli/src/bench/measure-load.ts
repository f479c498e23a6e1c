import { setTimeout as sleep } from 'node:timers/promises';
import type { Proof } from '@portero/protocol';
import { countsOf, decisionsOf, type LoadCounts } from './load-counts.ts';
import { LoadGenerators } from './load-generators.ts';
import type { LoadTarget } from './load-target.ts';
import { type MetricsReading, readMetrics } from './metrics-reading.ts';
import { cpuMsOfTree } from './process-cpu.ts';

export interface MeasureLoadOptions {
  readonly modelId: string;
  readonly proof: Proof;
  readonly rate?: number | undefined;
  readonly inFlight: number;
  /** Threads that make the load. */
  readonly generators: number;
  readonly seconds: number;
  /** Load before the count begins. */
  readonly warmUpSeconds: number;
}

export interface MeasureLoadDeps {
  readonly target: LoadTarget;
  /** Encoded, of one person each. */
  readonly pictures: readonly (readonly string[])[];
  readonly signal: AbortSignal;
}

/** CPU milliseconds per decision, of all threads of each process. */
export interface CpuPerDecision {
  readonly coordinator: number;
  readonly broker: number | undefined;
  readonly database: number | undefined;
  readonly generator: number;
}

export interface MeasuredLoad extends LoadCounts {
  readonly decisionsPerSecond: number;
  /** Observations that the coordinator shed in the counted time, whether it told their doors or not. */
  readonly shed: number;
  /** Of all that were sent, before the counted time and after it too: neither answered nor shed by the coordinator. */
  readonly lost: number;
  readonly cpuMs: CpuPerDecision;
  /** Messages that the coordinator gave no answer, by the reason that it counts. */
  readonly refused: Readonly<Record<string, number>>;
  /** Mean wall time of each step of a decision. */
  readonly stageMs: Readonly<Record<string, number>>;
  /** Request by request, the decision that its door was told. */
  readonly decisions: ReadonlyMap<string, string>;
}

interface Moment {
  readonly atMs: number;
  readonly generatorCpuMs: number;
  readonly brokerCpuMs: number | undefined;
  readonly databaseCpuMs: number | undefined;
  readonly metrics: MetricsReading;
}

export async function measureLoad(options: MeasureLoadOptions, deps: MeasureLoadDeps): Promise<MeasuredLoad> {
  const { seconds, warmUpSeconds } = options;
  const { target, pictures, signal } = deps;
  const load = await LoadGenerators.connect({ ...options, identities: target.edges, pictures });
  try {
    const atFirst = await look(target);
    await load.start();
    await sleep(warmUpSeconds * 1000, undefined, { signal });
    const before = await look(target);
    await load.open();
    await sleep(seconds * 1000, undefined, { signal });
    const decided = await load.close();
    const after = await look(target);
    const results = await load.stop();
    const counts = countsOf(results);
    // Of what was shed, those whose doors were told have an answer.
    const told = results.reduce((sum, { toldOverloadedEver }) => sum + toldOverloadedEver, 0);
    const silent = growthOf(atFirst, await look(target), SHED_TOTAL) - told;
    const lost = Math.max(0, counts.unansweredEver - silent);
    return { ...counts, lost, ...between(before, after, decided, seconds), decisions: decisionsOf(results) };
  } finally {
    await load.end();
  }
}

async function look({ metricsUrls, pids }: LoadTarget): Promise<Moment> {
  const metrics = await readMetrics(metricsUrls);
  const [brokerCpuMs, databaseCpuMs] = await Promise.all(
    [pids.broker, pids.database].map((pid) => (pid === undefined ? undefined : cpuMsOfTree(pid))),
  );
  const { user, system } = process.cpuUsage();
  return {
    atMs: performance.now(),
    generatorCpuMs: (user + system) / 1000,
    brokerCpuMs,
    databaseCpuMs,
    metrics,
  };
}

function between(before: Moment, after: Moment, decided: number, seconds: number) {
  const each = (from: number | undefined, to: number | undefined) =>
    from === undefined || to === undefined ? undefined : (to - from) / decided;
  const coordinatorMs = ({ metrics }: Moment) => metrics.sum('process_cpu_seconds_total') * 1000;
  return {
    decisionsPerSecond: decided / seconds,
    cpuMs: {
      coordinator: (coordinatorMs(after) - coordinatorMs(before)) / decided,
      broker: each(before.brokerCpuMs, after.brokerCpuMs),
      database: each(before.databaseCpuMs, after.databaseCpuMs),
      generator: (after.generatorCpuMs - before.generatorCpuMs) / decided,
    },
    shed: growthOf(before, after, SHED_TOTAL),
    refused: Object.fromEntries(growth(before, after, 'portero_messages_refused_total', 'reason')),
    stageMs: stageMeans(before, after),
  };
}

const SHED_TOTAL = 'portero_observations_shed_total';

function growthOf(before: Moment, after: Moment, name: string): number {
  return after.metrics.sum(name) - before.metrics.sum(name);
}

function growth(before: Moment, after: Moment, name: string, label: string): [string, number][] {
  const earlier = before.metrics.by(name, label);
  return [...after.metrics.by(name, label)]
    .map(([value, count]): [string, number] => [value, count - (earlier.get(value) ?? 0)])
    .filter(([, count]) => count > 0);
}

function stageMeans(before: Moment, after: Moment): Record<string, number> {
  const name = 'portero_decision_stage_seconds';
  const counts = new Map(growth(before, after, `${name}_count`, 'stage'));
  const sums = growth(before, after, `${name}_sum`, 'stage');
  return Object.fromEntries(
    sums.map(([stage, seconds]) => [stage, (seconds * 1000) / (counts.get(stage) ?? 1)]),
  );
}
