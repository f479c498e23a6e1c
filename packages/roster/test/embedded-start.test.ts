import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openRoster, RosterError, startEmbeddedPostgres } from '@portero/roster';
import { silentLogger } from '@portero/runtime';
import { temporaryFolder } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { RosterProcess } from './support/roster-process.ts';
import {
  connectTo,
  copyDataDirectory,
  databaseUrlOf,
  dataDirectory,
  postmasterOf,
  preparedDataDirectories,
} from './support/servers.ts';

const deps = { logger: silentLogger() };
const prepared = preparedDataDirectories();
const isRoot = process.getuid?.() === 0;

describe('starting the embedded Postgres', () => {
  it('serves ten processes that open a fresh data directory at once, and ends with the last', async () => {
    const dataDir = dataDirectory();
    const processes = Array.from(
      { length: 10 },
      () => new RosterProcess({ action: 'open', options: { dataDir, poolSize: 2 } }),
    );
    const lines = await Promise.all(processes.map((each) => each.started()));
    expect(lines).toEqual(lines.map(() => ({ ready: true })));
    expect(await Promise.all(processes.map((each) => each.stop()))).toEqual(processes.map(() => 0));
    expect(await postmasterOf(dataDir)).toBeUndefined();
  });

  it('keeps the password to its user and listens on loopback only', async () => {
    const dataDir = prepared();
    const server = await startEmbeddedPostgres({ dataDir }, deps);
    const { mode } = await stat(join(dataDir, 'postgres', 'password'));
    expect(mode & 0o777).toBe(0o600);
    const client = await connectTo(server.databaseUrl);
    const { rows } = await client.query(
      `SELECT current_setting('listen_addresses') AS addresses, current_setting('password_encryption') AS passwords,
              current_setting('unix_socket_directories') AS sockets, current_setting('fsync') AS fsync`,
    );
    expect(rows).toEqual([{ addresses: '127.0.0.1', passwords: 'scram-sha-256', sockets: '', fsync: 'on' }]);
    const intruder = new URL(server.databaseUrl);
    intruder.password = 'guess';
    await expect(openRoster({ databaseUrl: intruder.href }, deps)).rejects.toMatchObject({
      code: 'DATABASE_REFUSED',
    });
    await client.end();
    await server.stop();
  });

  it('leaves the server to others who use it, and the last of them stops it', async () => {
    const dataDir = prepared();
    const first = await startEmbeddedPostgres({ dataDir }, deps);
    const second = await startEmbeddedPostgres({ dataDir }, deps);
    expect([first.reused, second.reused]).toEqual([false, true]);
    expect(second.databaseUrl).toBe(first.databaseUrl);
    await first.stop();
    expect(await postmasterOf(dataDir)).toBeTypeOf('number');
    await Promise.all([second.stop(), second.stop()]);
    expect(await postmasterOf(dataDir)).toBeUndefined();
  });

  it('does not stop the server under a client that is not ours', async () => {
    const dataDir = prepared();
    const server = await startEmbeddedPostgres({ dataDir }, deps);
    const client = await connectTo(server.databaseUrl);
    await server.stop();
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await client.end();
  });

  it('does not mistake the server of the original for its own in a copy of a data directory', async () => {
    const original = prepared();
    const server = await startEmbeddedPostgres({ dataDir: original }, deps);
    await server.stop();
    const copy = dataDirectory();
    copyDataDirectory(original, copy);
    const again = await startEmbeddedPostgres({ dataDir: original }, deps);
    const other = await startEmbeddedPostgres({ dataDir: copy }, deps);
    expect(other.reused).toBe(false);
    expect(new URL(other.databaseUrl).port).not.toBe(new URL(again.databaseUrl).port);
    await other.stop();
    await again.stop();
  });

  it('clears away a postmaster.pid whose number has gone to another process', async () => {
    const dataDir = prepared();
    await (await startEmbeddedPostgres({ dataDir }, deps)).stop();
    const pidFile = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
    await writeFile(pidFile, `${process.pid}\n/somewhere\n1700000000\n5432\n\n127.0.0.1\n0 0\nready\n`);
    const server = await startEmbeddedPostgres({ dataDir }, deps);
    expect(server.reused).toBe(false);
    await server.stop();
  });

  it('says what is wrong when the data directory cannot be used', async () => {
    const file = join(temporaryFolder(), 'a-file');
    await writeFile(file, '');
    const error = await startEmbeddedPostgres({ dataDir: file }, deps).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RosterError);
    expect(error).toMatchObject({ code: 'DATABASE_START_FAILED' });
    expect((error as Error).message).toContain(file);
  });

  it('quotes the end of the server log when the server does not start', async () => {
    const dataDir = prepared();
    const settings = ['shared_buffers=nonsense'];
    await expect(startEmbeddedPostgres({ dataDir, settings }, deps)).rejects.toMatchObject({
      code: 'DATABASE_START_FAILED',
      message: expect.stringContaining('shared_buffers'),
    });
  });
});

describe.skipIf(!isRoot)('as root', () => {
  it('runs Postgres as another account below a folder that is closed to it', async () => {
    const closed = temporaryFolder();
    await chmod(closed, 0o700);
    const dataDir = join(closed, 'inner', 'data');
    const server = await startEmbeddedPostgres({ dataDir }, deps);
    const status = await readFile(`/proc/${await postmasterOf(dataDir)}/status`, 'utf8');
    expect(status).not.toMatch(/^Uid:\s+0\s/m);
    expect((await stat(closed)).mode & 0o777).toBe(0o700);
    await server.stop();
  });

  it('puts binaries and cluster elsewhere when it cannot hand on a capability', async () => {
    const dataDir = dataDirectory();
    const sharedDir = temporaryFolder();
    await chmod(sharedDir, 0o755);
    const kept = 'setuid,setgid,chown,kill,dac_override'.split(',').map((name) => `+${name}`);
    const withoutCapability = ['setpriv', `--bounding-set=-all,${kept.join(',')}`, '--inh-caps=-all'];
    for (let start = 0; start < 2; start++) {
      const other = new RosterProcess({
        action: 'embedded',
        options: { dataDir, sharedDir },
        prefix: withoutCapability,
      });
      expect(await other.started()).toEqual({ ready: true, reused: false });
      const client = await connectTo(await databaseUrlOf(dataDir));
      const { rows } = await client.query<{ dir: string }>(`SELECT current_setting('data_directory') AS dir`);
      expect(rows[0]!.dir.startsWith(join(sharedDir, 'clusters'))).toBe(true);
      await client.end();
      expect(await other.stop()).toBe(0);
    }
    await rm(join(sharedDir, 'clusters'), { recursive: true });
  });
});
