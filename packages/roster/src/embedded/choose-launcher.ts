import { execFile } from 'node:child_process';
import { access, constants, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { PostgresBinaries } from './binaries.ts';
import {
  type Account,
  accountLauncher,
  capabilityLauncher,
  type Launcher,
  selfLauncher,
} from './launcher.ts';
import { findUnprivilegedAccount } from './unprivileged-account.ts';

const run = promisify(execFile);

const SETPRIV = '/usr/bin/setpriv';

/** Bits of capabilities(7), the lesser first: to pass and read, or also to write. Docker's root has only the second. */
const CAPABILITIES = [
  ['dac_read_search', 2],
  ['dac_override', 1],
] as const;

/** Reaching is all that is asked: through every directory above, to the binary and into the folder. */
const REACHES = '[ -r "$0" ] && [ -x "$0" ] && cd "$1"';

export interface Reach {
  readonly binaries: PostgresBinaries;
  /** A folder in which the cluster is or will be, which need not be writable to its account. */
  readonly folder: string;
  readonly cluster: string;
}

/**
 * The least privileged way to run Postgres that reaches its binaries and the cluster.
 * @returns the account alone when root has no such way, as where there is no `setpriv`: then both have to lie elsewhere
 * @throws {RosterError} DATABASE_START_FAILED
 */
export async function chooseLauncher(reach: Reach): Promise<Launcher | { unreachableFor: Account }> {
  if (process.getuid?.() !== 0) return selfLauncher;
  const account = await findUnprivilegedAccount(reach.cluster);
  const capability = await ownCapability();
  const launchers = [
    accountLauncher(account),
    ...(capability ? [capabilityLauncher(account, SETPRIV, capability)] : []),
  ];
  for (const launcher of launchers) {
    if (await reaches(launcher, reach)) return launcher;
  }
  return { unreachableFor: account };
}

async function reaches(launcher: Launcher, { binaries, folder }: Reach): Promise<boolean> {
  const { file, args, options } = launcher.command('/bin/sh', ['-c', REACHES, binaries.postgres, folder]);
  try {
    await run(file, [...args], { ...options, cwd: '/' });
    return true;
  } catch {
    return false;
  }
}

/** A capability that we have and can hand on. */
async function ownCapability(): Promise<string | undefined> {
  try {
    await access(SETPRIV, constants.X_OK);
    const status = await readFile('/proc/self/status', 'utf8');
    const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
    return CAPABILITIES.find(([, bit]) => (effective & (1n << BigInt(bit))) !== 0n)?.[0];
  } catch {
    return undefined;
  }
}
