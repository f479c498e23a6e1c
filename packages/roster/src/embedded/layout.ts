import { join, resolve } from 'node:path';

/** Where things lie below the data directory. Whoever has the folder has all: password and port move with it. */
export interface Layout {
  /** Appears complete, by a rename. */
  readonly home: string;
  /** Postgres's data directory, or a link to it. */
  readonly cluster: string;
  /** Mode 0600. */
  readonly password: string;
  readonly port: string;
  readonly log: string;
  /** Beside the folder, as it is there before the folder is. */
  readonly lock: string;
}

export function layoutOf(dataDir: string): Layout {
  const home = join(resolve(dataDir), 'postgres');
  return { ...insideOf(home), lock: `${home}.lock` };
}

export function insideOf(home: string): Omit<Layout, 'lock'> {
  return {
    home,
    cluster: join(home, 'cluster'),
    password: join(home, 'password'),
    port: join(home, 'port'),
    log: join(home, 'server.log'),
  };
}
