import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';
import { skipLoudly } from './data-folder.ts';
import { freePort } from './free-port.ts';
import { waitUntil } from './wait-until.ts';

export interface MosquittoOptions {
  /**
   * Lines of `mosquitto.conf`, without a listener. @defaultValue anyone may do anything, as suits a test
   */
  config?: string;
  /** Files written beside the configuration; `{folder}` in `config` stands for where they lie. */
  files?: Readonly<Record<string, string>>;
  /** @defaultValue a free port */
  port?: number;
}

export interface Mosquitto {
  readonly url: string;
  readonly port: number;
  /** Ends it in order and removes its folder. Idempotent. */
  stop(): Promise<void>;
  /** SIGKILL, as when the power goes. */
  kill(): Promise<void>;
}

/** Debian puts it where a user's PATH does not look. */
function mosquittoPath(): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, 'mosquitto')).find((file) => existsSync(file));
}

export function mosquittoAvailable(): boolean {
  return mosquittoPath() !== undefined;
}

/** A `describe` that needs a real mosquitto; without it the tests are skipped, loudly, and fail where `CI` is true. */
export function describeWithMosquitto(name: string, tests: () => void): void {
  if (mosquittoAvailable()) describe(name, tests);
  else skipLoudly(name, 'mosquitto (apt-get install mosquitto)');
}

/**
 * A mosquitto of its own on the loopback interface, ready to be connected to.
 *
 * @returns undefined where mosquitto is not installed
 * @throws {Error} with what it wrote, if it does not come up
 */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto | undefined> {
  const program = mosquittoPath();
  if (program === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'portero-mosquitto-'));
  const port = options.port ?? (await freePort());
  const config = (options.config ?? 'allow_anonymous true').replaceAll('{folder}', folder);
  // Started as root it would become the user mosquitto, who may not read a folder made for one user.
  writeFileSync(
    join(folder, 'mosquitto.conf'),
    `listener ${port} 127.0.0.1\nset_tcp_nodelay true\npersistence false\nuser root\n${config}\n`,
  );
  for (const [name, content] of Object.entries(options.files ?? {})) {
    writeFileSync(join(folder, name), content, { mode: 0o600 });
  }

  let output = '';
  const child = spawn(program, ['-c', join(folder, 'mosquitto.conf')], { stdio: ['ignore', 'pipe', 'pipe'] });
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString('utf8')).slice(-4_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };

  try {
    await waitUntil(
      () => {
        if (child.exitCode !== null) throw new Error(`mosquitto ended with ${child.exitCode}: ${output}`);
        return serves(port);
      },
      { what: 'mosquitto to serve connections' },
    );
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  return { url: `mqtt://127.0.0.1:${port}`, port, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

/**
 * Whether it reads what it is sent: it turns away what is no CONNECT packet, encrypted or not. That it accepts connections
 * says too little, as it listens before it minds signals, and one that is told to stop between the two never does.
 */
function serves(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.alloc(64)));
    let connected = false;
    socket.resume();
    socket.once('connect', () => {
      connected = true;
    });
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(connected));
  });
}
