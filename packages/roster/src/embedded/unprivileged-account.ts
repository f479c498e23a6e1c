import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { RosterError } from '../roster-error.ts';
import type { Account } from './launcher.ts';

const run = promisify(execFile);

/** In this order: one made for us, one made for Postgres, and the one that every system has. */
const CANDIDATES = ['portero', 'postgres', 'nobody'];

/**
 * Whom root runs Postgres as: the owner of the cluster if there is one already, else an account that exists. None is
 * created.
 * @throws {RosterError} DATABASE_START_FAILED
 */
export async function findUnprivilegedAccount(cluster: string): Promise<Account> {
  const owner = await stat(cluster).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of CANDIDATES) {
    const [uid, gid] = await Promise.all([idOf('-u', name), idOf('-g', name)]);
    if (uid && gid) return { uid, gid };
  }
  throw new RosterError(
    'DATABASE_START_FAILED',
    `Postgres refuses to run as root, and none of the accounts ${CANDIDATES.join(', ')} exists. Run Portero as an ordinary user, or set DATABASE_URL.`,
  );
}

async function idOf(what: '-u' | '-g', name: string): Promise<number | undefined> {
  try {
    return Number((await run('id', [what, name])).stdout);
  } catch {
    return undefined;
  }
}
