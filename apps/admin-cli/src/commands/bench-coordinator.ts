import { describeMachine, type Machine } from '@portero/benchmark';
import { PROOFS, type Proof } from '@portero/protocol';
import { Option } from 'commander';
import { checkRows, type RowCheck } from '../bench/check-rows.ts';
import { joinInstallation } from '../bench/join-installation.ts';
import type { LoadTarget } from '../bench/load-target.ts';
import { type CpuPerDecision, type MeasuredLoad, measureLoad } from '../bench/measure-load.ts';
import { startOwnInstallation } from '../bench/own-installation.ts';
import { probePool } from '../bench/probe-pool.ts';
import { SyntheticFaces } from '../bench/synthetic-faces.ts';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context/cli-context.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { ExitCode } from '../exit-codes.ts';
import { benchCoordinatorLines } from '../output/bench-coordinator.ts';
import { benchGroup } from './bench-group.ts';
import { collect, examples, given, type Register, wholeNumber } from './register.ts';

export interface BenchCoordinatorOptions {
  doors: number;
  rate?: number;
  seconds: number;
  warmUp: number;
  templates: number;
  frames: number;
  inFlight: number;
  generators: number;
  proof: Proof;
  profile?: string;
  coordinators: number;
  broker?: string;
  metrics?: string[];
}

export interface BenchCoordinatorResult extends Omit<MeasuredLoad, 'decisions' | 'cpuMs'> {
  machine: Machine;
  doors: number;
  edges: number;
  templates: number;
  frames: number;
  coordinators: number;
  generators: number;
  seconds: number;
  /** Observations a second that were planned; absent where doors asked as fast as they were answered. */
  rate?: number;
  broker: string;
  modelId: string;
  /** How the doors proved what they said. */
  proof: Proof;
  /** Of all coordinators, all their threads. */
  cpuMsPerDecision: number;
  /** Of every process of the bench. */
  cpuMs: CpuPerDecision;
  rows: RowCheck;
}

const SEED = 20_261_126;

export const benchCoordinator: CommandSpec<BenchCoordinatorOptions, BenchCoordinatorResult> = {
  async handle(options, context) {
    const { doors, rate, seconds, warmUp, templates, frames, inFlight, generators, proof } = options;
    const { signal, note, global } = context;
    refuseContradictions(options);
    const machine = await describeMachine();
    const policy = await policyOf(global.model);
    const faces = new SyntheticFaces({ dimension: policy.dimension, seed: SEED });
    const target = await targetOf(options, { policy, faces, context });
    const pictures = probePool({ directions: target.directions, frames }, { faces });
    const { modelId } = policy;
    note(`${target.edges.length} edges connect; load for ${warmUp} s, then ${seconds} s are counted`);
    const { decisions, ...measured } = await measureLoad(
      { modelId, proof, rate, inFlight, generators, seconds, warmUpSeconds: warmUp },
      { target, pictures, signal },
    );
    const rows = await checkRows(target.roster, decisions);
    return {
      ...{
        machine,
        doors,
        edges: target.edges.length,
        templates,
        frames,
        coordinators: target.metricsUrls.length,
        generators,
        seconds,
        ...(rate !== undefined && { rate }),
      },
      ...{ broker: target.brokerKind, modelId, proof, cpuMsPerDecision: measured.cpuMs.coordinator },
      ...measured,
      rows,
    };
  },
  render: benchCoordinatorLines,
  // What is shed under more load than there is room for was answered; what is lost, or answered twice, is a fault.
  exitCode: ({ lost, duplicates, unbelieved, rows: { missing, different } }) =>
    lost + duplicates + unbelieved + missing + different > 0 ? ExitCode.findings : ExitCode.ok,
};

type Policy = Awaited<ReturnType<typeof policyOf>>;

function targetOf(
  options: BenchCoordinatorOptions,
  { policy, faces, context }: { policy: Policy; faces: SyntheticFaces; context: CliContext },
): Promise<LoadTarget> {
  const { doors, templates: people, coordinators, profile: profileDir, broker: brokerUrl, metrics } = options;
  context.note(`${doors} doors and ${people} people are set up`);
  if (brokerUrl === undefined || metrics === undefined) {
    return startOwnInstallation({ doors, people, policy, coordinators, profileDir }, { faces, ...context });
  }
  return joinInstallation({ brokerUrl, metricsUrls: metrics, doors, people, policy }, { context, faces });
}

function refuseContradictions({ broker, metrics, profile, coordinators }: BenchCoordinatorOptions): void {
  if ((broker === undefined) !== (metrics === undefined)) {
    throw new CliError('USAGE', {
      what: `--${broker === undefined ? 'metrics without --broker' : 'broker without --metrics'}`,
      fix: 'An installation that runs needs both: where edges connect, and where its coordinator serves /metrics.',
    });
  }
  if (broker !== undefined && (profile !== undefined || coordinators > 1)) {
    throw new CliError('USAGE', {
      what: `--${profile === undefined ? 'coordinators' : 'profile'} with --broker`,
      fix: 'They are for coordinators that the bench starts itself: leave one of the two out.',
    });
  }
}

async function policyOf(modelId: string | undefined) {
  const { builtInModelPolicies } = await import('@portero/coordinator');
  const policies = builtInModelPolicies();
  const policy = policies.find((each) => each.modelId === (modelId ?? 'mobilefacenet-192'));
  if (policy) return policy;
  const known = policies.map((each) => each.modelId).join(', ');
  throw new CliError('NOT_FOUND', {
    what: `no model ${modelId} that ships with Portero`,
    fix: `Name one of: ${known}.`,
  });
}

export const registerBenchCoordinator: Register = (program, run) => {
  benchGroup(program)
    .command('coordinator')
    .description(
      'Put the load of many doors on a coordinator of its own, and say what it carries and what a decision costs.',
    )
    .option('--doors <n>', 'doors that observe, sign, seal and acknowledge', wholeNumber(1, 20_000), 200)
    .option(
      '--templates <n>',
      'people enrolled in the building, with one template each',
      wholeNumber(1, 1_000_000),
      4_000,
    )
    .option('--rate <n>', 'observations a second (default: as many as are answered)', wholeNumber(1, 100_000))
    .option('--seconds <n>', 'time that is counted', wholeNumber(1, 86_400), 20)
    .option('--warm-up <n>', 'seconds of load before that', wholeNumber(0, 3_600), 3)
    .option('--frames <n>', 'pictures in an observation', wholeNumber(1, 8), 3)
    .option(
      '--in-flight <n>',
      'without --rate: observations that a door waits for at once',
      wholeNumber(1, 64),
      1,
    )
    .addOption(
      new Option('--proof <kind>', 'a signature for each message, or one for a session')
        .choices(PROOFS)
        .default('session'),
    )
    .option('--generators <n>', 'threads that make the load', wholeNumber(1, 64), 1)
    .option('--coordinators <n>', 'coordinators that take turns (needs mosquitto)', wholeNumber(1, 64), 1)
    .option('--profile <folder>', 'leave a CPU profile of each coordinator there')
    .option(
      '--broker <url>',
      'load an installation that runs, whose edges connect there (with --data and --metrics)',
    )
    .option(
      '--metrics <url>',
      'where a coordinator of that installation serves /metrics; may be repeated',
      collect,
    )
    .addHelpText(
      'after',
      examples(
        [
          'portero bench coordinator',
          'portero bench coordinator --doors 200 --rate 400 --seconds 60 --json',
          'portero bench coordinator --coordinators 2',
          'portero bench coordinator --data /var/lib/portero --broker mqtts://broker.example:8883 --metrics http://127.0.0.1:9464',
        ],
        'Database, broker (mosquitto where it is installed), coordinators and load are processes on this machine, in a\n' +
          'folder of their own that is removed; nothing of yours is read or written. It ends with 7 when a request was lost\n' +
          'or answered twice.\n\n' +
          'With --broker it loads the installation of the data folder: people, edges and doors of a site of their own\n' +
          '(portero-benchmark), with credentials from that folder, which speak for no other door. Afterwards the people are\n' +
          'erased, the edges revoked and the doors out of service; decisions and the audit log keep what was decided.',
      ),
    )
    .action((_options, command) => run(benchCoordinator, given<BenchCoordinatorOptions>(command)));
};
