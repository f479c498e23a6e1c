import { spawn } from 'node:child_process';
import { errorMessage } from '@portero/runtime';
import { RosterError } from '../roster-error.ts';
import { withoutSecrets } from './secret-variables.ts';

/** The operator's own program that seals and opens a master key: a KMS, an HSM, a TPM, systemd-creds, age, gpg. */
export interface KeyCommand {
  readonly program: string;
  seal(masterKey: string, context: string): Promise<string>;
  /** @throws {RosterError} MASTER_KEY_COMMAND_FAILED */
  unseal(sealed: string, context: string): Promise<string>;
}

const TIMEOUT_MS = 30_000;
const MAX_OUTPUT_BYTES = 64 * 1024;

/**
 * Runs `program seal` or `program unseal` without a shell: what is to be sealed or opened comes on its standard input,
 * the answer is expected on its standard output, and zero as its exit code. It gets 30 s. The key passes through pipes
 * only, never through an argument or a variable, which others on the machine might see. `PORTERO_KEY_CONTEXT` says what
 * the key is for, for a service that binds ciphertexts to a context.
 */
export function keyCommand(program: string): KeyCommand {
  const run = (operation: 'seal' | 'unseal', input: Buffer, context: string): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const fail = (why: string, cause?: unknown) =>
        reject(
          new RosterError(
            'MASTER_KEY_COMMAND_FAILED',
            `The program of PORTERO_MASTER_KEY_COMMAND, ${program} ${operation}, ${why}. Run it by hand to see; nothing is opened without it.`,
            { cause, context: { program, operation } },
          ),
        );
      const child = spawn(program, [operation], {
        env: { ...withoutSecrets(process.env), PORTERO_KEY_CONTEXT: context },
        // Its complaints are for the operator and stand in the log of the service.
        stdio: ['pipe', 'pipe', 'inherit'],
        timeout: TIMEOUT_MS,
        killSignal: 'SIGKILL',
      });
      const chunks: Buffer[] = [];
      let size = 0;
      child.once('error', (error) => fail(`cannot be started: ${errorMessage(error)}`, error));
      // A program that ends before it has read everything says with its exit code what is wrong.
      child.stdin.on('error', () => undefined);
      child.stdout.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_OUTPUT_BYTES) child.kill('SIGKILL');
        else chunks.push(chunk);
      });
      child.once('close', (code, signal) => {
        if (code !== 0) fail(signal ? `was ended by ${signal}` : `ended with ${code}`);
        else if (size === 0) fail('gave no answer');
        else resolve(Buffer.concat(chunks));
      });
      child.stdin.end(input);
    });

  return {
    program,
    seal: async (masterKey, context) =>
      (await run('seal', Buffer.from(masterKey, 'ascii'), context)).toString('base64'),
    unseal: async (sealed, context) =>
      (await run('unseal', Buffer.from(sealed, 'base64'), context)).toString('ascii').trim(),
  };
}
