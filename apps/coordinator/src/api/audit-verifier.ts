import type { KeyRing } from '@portero/protocol';
import type { LogVerification, Roster } from '@portero/roster';
import { type Clock, errorMessage, type Logger } from '@portero/runtime';
import { checkpointsFile, readCheckpoints } from '../audit-files.ts';

export type VerificationStatus =
  | { readonly state: 'never' }
  | { readonly state: 'running'; readonly startedAt: Date; readonly done: number; readonly total: number }
  | { readonly state: 'failed'; readonly startedAt: Date; readonly finishedAt: Date }
  | {
      readonly state: 'done';
      readonly startedAt: Date;
      readonly finishedAt: Date;
      readonly result: LogVerification;
    };

interface VerifierDeps {
  audit: Pick<Roster['audit'], 'verify'>;
  keys: KeyRing;
  clock: Clock;
  logger: Logger;
}

/** Verifies the audit log when it is asked to, once at a time, and remembers what came of it until the process ends. */
export class AuditVerifier {
  readonly #dataDir: string;
  readonly #deps: VerifierDeps;
  readonly #stopping = new AbortController();
  #status: VerificationStatus = { state: 'never' };
  #running: Promise<void> | undefined;

  constructor({ dataDir }: { dataDir: string }, deps: VerifierDeps) {
    this.#dataDir = dataDir;
    this.#deps = deps;
  }

  get status(): VerificationStatus {
    return this.#status;
  }

  /** @returns false when one is running already */
  start(): boolean {
    if (this.#running || this.#stopping.signal.aborted) return false;
    const startedAt = new Date(this.#deps.clock.now());
    this.#status = { state: 'running', startedAt, done: 0, total: 0 };
    this.#running = this.#verify(startedAt).finally(() => {
      this.#running = undefined;
    });
    return true;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #verify(startedAt: Date): Promise<void> {
    const { audit, keys, clock, logger } = this.#deps;
    try {
      const result = await audit.verify({
        keys,
        checkpoints: await readCheckpoints(checkpointsFile(this.#dataDir)),
        signal: this.#stopping.signal,
        onProgress: (done, total) => {
          this.#status = { state: 'running', startedAt, done, total };
        },
      });
      this.#status = { state: 'done', startedAt, finishedAt: new Date(clock.now()), result };
      if (!result.ok) logger.error({ found: result.found }, 'the audit log is not what was written');
    } catch (error) {
      this.#status = { state: 'failed', startedAt, finishedAt: new Date(clock.now()) };
      logger.error({ reason: errorMessage(error) }, 'the audit log could not be verified');
    }
  }
}
