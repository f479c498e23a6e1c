import type { SpawnOptions } from 'node:child_process';

/** An account as the kernel knows it. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly options: Pick<SpawnOptions, 'uid' | 'gid'>;
}

/** How Postgres, which refuses to run as root, is run. */
export interface Launcher {
  readonly kind: 'self' | 'account' | 'capability';
  /** Who must own what Postgres writes; absent when we are that ourselves. */
  readonly account?: Account;
  command(file: string, args: readonly string[]): Command;
}

/** As whoever runs us. */
export const selfLauncher: Launcher = {
  kind: 'self',
  command: (file, args) => ({ file, args, options: {} }),
};

/** As another account, which must be able to reach the binaries and the cluster by itself. */
export function accountLauncher(account: Account): Launcher {
  return {
    kind: 'account',
    account,
    command: (file, args) => ({ file, args, options: { uid: account.uid, gid: account.gid } }),
  };
}

/**
 * As another account that keeps one capability (capabilities(7)), with which it passes through directories that are
 * closed to it, such as a home of mode 0700. `setpriv` of util-linux does this.
 *
 * `no_setuid_fixup` is there for `access(2)`, by which Postgres looks for its own files and which otherwise leaves
 * ambient capabilities out of account.
 */
export function capabilityLauncher(account: Account, setpriv: string, capability: string): Launcher {
  return {
    kind: 'capability',
    account,
    command: (file, args) => ({
      file: setpriv,
      args: [
        `--reuid=${account.uid}`,
        `--regid=${account.gid}`,
        '--clear-groups',
        `--bounding-set=-all,+${capability}`,
        `--inh-caps=-all,+${capability}`,
        `--ambient-caps=-all,+${capability}`,
        '--securebits=+no_setuid_fixup',
        '--',
        file,
        ...args,
      ],
      options: {},
    }),
  };
}
