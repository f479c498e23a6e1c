import type { Roster } from '@portero/roster';
import { errorMessage, type Logger } from '@portero/runtime';

/**
 * After a command that changed something: signs how far the log has come. What was done is done, so that a failure is
 * only logged.
 */
export async function keepCheckpoint(
  { dataDir }: { dataDir: string },
  { roster, logger }: { roster: Pick<Roster, 'audit'>; logger: Logger },
): Promise<void> {
  if (roster.audit.actsSealed === 0) return;
  try {
    const { keepCheckpoints } = await import('@portero/coordinator');
    const { made } = await roster.audit.checkpoint();
    await keepCheckpoints(dataDir, made);
  } catch (error) {
    logger.warn({ reason: errorMessage(error) }, 'no audit checkpoint could be made');
  }
}
