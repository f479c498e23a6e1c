import { errorMessage, type Logger } from '@portero/runtime';

export interface Upkeep {
  /** Runs the task now, or once more after the run that is under way. */
  soon(): void;
  stop(): Promise<void>;
}

/**
 * Runs a task at intervals and when it is asked for.
 *
 * Invariants: never two runs at once; what was asked for during a run is done by a run that begins after it; a run that
 * fails is logged and does not end the others.
 */
export function startUpkeep(
  task: () => Promise<void>,
  { intervalMs, logger }: { intervalMs: number; logger: Logger },
): Upkeep {
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  const run = async () => {
    do {
      again = false;
      try {
        await task();
      } catch (error) {
        logger.error({ reason: errorMessage(error) }, 'the identities of devices could not be looked after');
      }
    } while (again && !stopped);
    running = undefined;
  };
  const soon = () => {
    if (stopped) return;
    again = true;
    running ??= run();
  };
  const timer = setInterval(soon, intervalMs);
  return {
    soon,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
