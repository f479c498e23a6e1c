import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { errorMessage } from '@portero/runtime';
import type { ExecActuatorConfig } from './actuator-config.ts';
import type { Relay } from './relay.ts';

const run = promisify(execFile);

/**
 * A program of the installer's own, started without a shell. It comes from the configuration only: nothing from the
 * network reaches its arguments, and its environment holds `PATH` and what is named here.
 */
export function execRelay({ unlockCommand, lockCommand, timeoutMs }: ExecActuatorConfig): Relay {
  async function start(
    [program, ...args]: readonly [string, ...string[]],
    variables: Record<string, string>,
  ) {
    const env = { PATH: process.env.PATH, ...variables };
    const limits = { timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 } as const;
    try {
      await run(program, args, { env, ...limits, shell: false });
    } catch (cause) {
      const killed = (cause as { killed?: boolean }).killed === true;
      const why = killed ? `was ended after ${timeoutMs} ms` : `failed: ${errorMessage(cause)}`;
      throw new Error(`${program} ${why}`, { cause });
    }
  }

  return {
    unlock: (pulseMs, { door, requestId }) =>
      start(unlockCommand, {
        PORTERO_ACTION: 'unlock',
        PORTERO_PULSE_MS: String(pulseMs),
        PORTERO_DOOR: door,
        PORTERO_REQUEST_ID: requestId,
      }),
    ...(lockCommand && { lock: () => start(lockCommand, { PORTERO_ACTION: 'lock' }) }),
    async stop() {},
  };
}
