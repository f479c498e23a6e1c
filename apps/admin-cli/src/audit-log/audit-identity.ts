import type { AuditIdentity } from '@portero/roster';
import type { Logger } from '@portero/runtime';
import { ensureDataDir } from '../context/data-dir.ts';
import { lazy } from '../context/lazy.ts';

/**
 * Who acts on the command line: the account and the machine, and the key of the data directory, read (or made) at the
 * first act. What only reads needs none.
 */
export function auditIdentity(
  { dataDir }: { dataDir: string },
  { processActor, logger }: { processActor: (kind: 'cli') => AuditIdentity['actor']; logger: Logger },
): AuditIdentity {
  const actor = processActor('cli');
  const signer = lazy(async () => {
    await ensureDataDir(dataDir);
    const { loadCoordinatorKey } = await import('@portero/coordinator');
    return (await loadCoordinatorKey({ dataDir }, { logger })).signer;
  });
  return { ...(actor && { actor }), signer };
}
