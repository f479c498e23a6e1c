import { parseDoorAddress } from '@portero/protocol';
import type { Door, DoorMode, FailMode, PadDemand } from '@portero/roster';
import { InvalidArgumentError, Option } from 'commander';
import type { CliContext } from '../context/cli-context.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { coordinatorSettings } from '../context/coordinator-settings.ts';
import { doorAddedLines } from '../output/door-added.ts';
import { edgeOf, ensureDoor } from '../roster/ensure-door.ts';
import { type PadConcernKind, padConcernOf } from '../roster/pad-concern.ts';
import { examples, given, group, type Register, wholeNumber } from './register.ts';

/** `null` goes back to the product's own. */
export interface FrameSetting {
  framesAgreeing: number | null;
  framesDemanded: number | null;
}

export interface DoorAddOptions {
  door: string;
  mode?: DoorMode;
  pulseMs?: number;
  failMode?: FailMode;
  threshold?: number;
  minQuality?: number;
  frames?: FrameSetting;
  pad?: PadDemand | 'default';
  /** `null` goes back to the product's own. */
  minPadScore?: number | null;
  escortSeconds?: number;
  escortVisitors?: number;
  disabled?: boolean;
}

export interface DoorAdded {
  door: Door;
  created: boolean;
  /** The file that the door's edge needs; it holds secrets. Absent when the edge has keys of its own, or is revoked. */
  bundleFile?: string;
  /** What may be wrong with what it demands against photographs. */
  concern?: PadConcernKind;
}

export const doorAdd: CommandSpec<DoorAddOptions, DoorAdded> = {
  async handle(options, context) {
    parseDoorAddress(options.door);
    const roster = await context.roster();
    const { door, created } = await ensureDoor(roster, options.door, {
      mode: options.mode,
      pulseMs: options.pulseMs,
      failMode: options.failMode,
      thresholdL2: options.threshold,
      minQuality: options.minQuality,
      ...options.frames,
      pad: options.pad === 'default' ? null : options.pad,
      minPadScore: options.minPadScore,
      escortSeconds: options.escortSeconds,
      escortVisitors: options.escortVisitors,
      active: options.disabled ? false : undefined,
    });
    const bundleFile = await bundleOf(edgeOf(door.address), context);
    const concern = padConcernOf(door);
    return { door, created, ...(bundleFile !== undefined && { bundleFile }), ...(concern && { concern }) };
  },
  render: doorAddedLines,
};

/** Brought up to date; an edge that has an identity elsewhere keeps it. */
async function bundleOf(edge: string, context: CliContext): Promise<string | undefined> {
  const { edgeBrokerUrl, holdsKeysElsewhere, provisionEdge } = await import('@portero/coordinator');
  const { dataDir, logger } = context;
  const roster = await context.roster();
  if (await holdsKeysElsewhere({ roster, dataDir }, edge)) return undefined;
  const hasKeys = (await roster.places.findEdge(edge))?.publicJwk !== undefined;
  const brokerUrl = hasKeys ? undefined : edgeBrokerUrl(await coordinatorSettings(context));
  const deps = { roster, dataDir, logger, ...(brokerUrl && { brokerUrl }) };
  return (await provisionEdge(deps, edge, { credentials: 'keep' })).file;
}

function frames(text: string): FrameSetting {
  if (text === 'default') return { framesAgreeing: null, framesDemanded: null };
  const [, agreeing, demanded] = /^([1-8])\/([1-8])$/.exec(text) ?? [];
  if (agreeing === undefined || Number(agreeing) > Number(demanded)) {
    throw new InvalidArgumentError('It must be K/N with K up to N and N up to 8, such as 2/3, or "default".');
  }
  return { framesAgreeing: Number(agreeing), framesDemanded: Number(demanded) };
}

function padScore(text: string): number | null {
  if (text === 'default') return null;
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 1, or "default".');
}

function share(text: string): number {
  const value = Number(text);
  if (text !== '' && value >= 0 && value <= 2) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 2.');
}

export const registerDoorAdd: Register = (program, run) => {
  group(program, 'door', 'doors')
    .command('add <site/building/edge/door>')
    .description(
      'Add a door, with its building and edge where they are new. Again with settings: change them.',
    )
    .addOption(
      new Option('--mode <mode>', 'face alone, card and face, or whichever is shown').choices([
        'identify',
        'verify',
        'either',
      ]),
    )
    .option('--pulse-ms <ms>', 'how long the lock is held open', wholeNumber(100, 30_000))
    .addOption(
      new Option('--fail-mode <mode>', 'without power: stay shut, or open').choices(['secure', 'safe']),
    )
    .option('--threshold <l2>', "instead of the model's own", share)
    .option('--min-quality <score>', 'faces of a lower quality, 0 to 1, are refused', share)
    .option(
      '--frames <k/n>',
      'of n pictures of a person k must agree; 1/1 for unrelated photographs. Default: 2/3',
      frames,
    )
    .addOption(
      new Option(
        '--pad <demand>',
        'against photographs and screens: a face alone opens never (off), with a passive score (passive, not proven), ' +
          'after turning the head as asked (active), or with both (required)',
      ).choices(['off', 'passive', 'active', 'required', 'default']),
    )
    .option('--min-pad-score <score>', 'least passive score, 0 to 1, or "default": 0.5', padScore)
    .option(
      '--escort-seconds <s>',
      "how long an escort's unlock lets visitors in, default 15",
      wholeNumber(1, 600),
    )
    .option('--escort-visitors <n>', 'how many visitors it lets in, default 1', wholeNumber(1, 100))
    .option('--disabled', 'never opens')
    .addHelpText(
      'after',
      examples([
        'portero door add hq/main/lobby/front',
        'portero door add hq/main/lobby/server-room --mode verify --pulse-ms 3000',
        'portero door add hq/main/lobby/vault --frames 4/5 --pad required --min-pad-score 0.6',
        'portero door add hq/main/lobby/gate --mode either --pad active',
      ]),
    )
    .action((door: string, _options, command) => run(doorAdd, { ...given<DoorAddOptions>(command), door }));
};
