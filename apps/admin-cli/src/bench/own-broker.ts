import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { type BrokerIdentity, mosquittoAcl, mosquittoConfig, mosquittoPasswordLine } from '@portero/bus';
import { BenchChild } from './child-process.ts';

export interface BrokerLogin {
  readonly identity: BrokerIdentity;
  readonly password: string;
}

export interface OwnBroker {
  readonly kind: 'mosquitto' | 'embedded';
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const START_MS = 20_000;
const SPARE_CONNECTIONS = 16;

/** A broker on the loopback in a process of its own: mosquitto where it is installed, else the embedded one. */
export async function startOwnBroker(folder: string, logins: readonly BrokerLogin[]): Promise<OwnBroker> {
  const mosquitto = mosquittoPath();
  return mosquitto === undefined ? startEmbedded(folder, logins) : startMosquitto(mosquitto, folder, logins);
}

async function startMosquitto(
  program: string,
  folder: string,
  logins: readonly BrokerLogin[],
): Promise<OwnBroker> {
  const [aclFile, passwordFile, configFile] = ['acl', 'passwords', 'mosquitto.conf'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const port = await freePort();
  const lines = await Promise.all(
    logins.map(({ identity, password }) => mosquittoPasswordLine(identity.username, password)),
  );
  const config = mosquittoConfig({
    aclFile,
    passwordFile,
    port,
    maxConnections: logins.length + SPARE_CONNECTIONS,
  });
  const mode = { mode: 0o600 };
  await writeFile(aclFile, mosquittoAcl(logins.map(({ identity }) => identity)), mode);
  await writeFile(passwordFile, lines.join(''), mode);
  // Started by root it would become a user who may not read a folder made for one user.
  await writeFile(configFile, `${config}persistence false\nuser root\n`, mode);
  const outputFile = join(folder, 'mosquitto.log');
  const child = await BenchChild.start({
    name: 'mosquitto',
    program,
    args: ['-c', configFile],
    env: {},
    outputFile,
  });
  await child.ready(async () => ((await accepts(port)) ? true : undefined), START_MS);
  return { kind: 'mosquitto', url: `mqtt://127.0.0.1:${port}`, pid: child.pid, stop: () => child.stop() };
}

async function startEmbedded(folder: string, logins: readonly BrokerLogin[]): Promise<OwnBroker> {
  const loginsFile = join(folder, 'logins.json');
  await writeFile(loginsFile, JSON.stringify(logins), { mode: 0o600 });
  // The compiled file, also where the source runs uncompiled.
  const program = createRequire(import.meta.url).resolve('@portero/admin-cli/bench-broker');
  const child = await BenchChild.start({
    ...{ name: 'the broker', program: process.execPath, args: [program, loginsFile], env: {} },
    outputFile: join(folder, 'broker.log'),
  });
  const url = await child.ready((output) => /mqtt:\/\/\S+/.exec(output)?.[0], START_MS);
  return { kind: 'embedded', url, pid: child.pid, stop: () => child.stop() };
}

/** Debian puts it where a user's PATH does not look. */
function mosquittoPath(): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, 'mosquitto')).find((file) => existsSync(file));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
