import type { Logger } from '@portero/runtime';
import type { Database } from '../database/database.ts';
import { withoutNulls } from '../database/without-nulls.ts';
import { checkInteger } from '../validate.ts';
import { CHANGES_SINCE, LATEST_CHANGE } from './change-queries.ts';
import { ChangeFollower } from './follower.ts';
import { ChangeListener } from './listener.ts';
import type { RosterChange, RosterChangeFeed, StopListening } from './roster-change.ts';

interface ChangeRow {
  seq: number;
  kind: RosterChange['kind'];
  personId: string | null;
  at: Date;
}

interface ChangeFeedDeps {
  database: Database;
  databaseUrl: string;
  logger: Logger;
}

/** The feed and the way to stop every listener that is still open. */
export function createChangeFeed({ database, databaseUrl, logger }: ChangeFeedDeps): {
  feed: RosterChangeFeed;
  stop: () => Promise<void>;
} {
  const open = new Set<StopListening>();

  const track = (stopOne: () => Promise<void>): StopListening => {
    const stopListening = async () => {
      open.delete(stopListening);
      await stopOne();
    };
    open.add(stopListening);
    return stopListening;
  };

  const since = async (seq: number, limit = 1000): Promise<RosterChange[]> => {
    checkInteger('seq', seq, 0, Number.MAX_SAFE_INTEGER);
    checkInteger('limit', limit, 1, 10_000);
    const rows = await database.rows<ChangeRow>('reading changes', CHANGES_SINCE, [seq, limit]);
    // The table's check keeps kind and personId together, as the type wants them.
    return rows.map((row) => withoutNulls(row) as RosterChange);
  };

  const feed: RosterChangeFeed = {
    since,

    async latestSeq() {
      const row = await database.row<{ seq: number }>('reading changes', LATEST_CHANGE);
      return row?.seq ?? 0;
    },

    async listen(onWake) {
      const listener = new ChangeListener({ databaseUrl, onWake }, { logger });
      const stopListening = track(() => listener.stop());
      await listener.start().catch(async (error: unknown) => {
        await stopListening();
        throw error;
      });
      return stopListening;
    },

    async follow({ afterSeq, batchSize = 1000 }, onChanges) {
      checkInteger('afterSeq', afterSeq, 0, Number.MAX_SAFE_INTEGER);
      checkInteger('batchSize', batchSize, 1, 10_000);
      const follower = new ChangeFollower({ afterSeq, batchSize, read: since, onChanges }, { logger });
      const stopWaking = await feed.listen(() => follower.wake());
      return track(async () => {
        await stopWaking();
        await follower.stop();
      });
    },
  };

  return {
    feed,
    stop: async () => {
      await Promise.all([...open].reverse().map((stopListening) => stopListening()));
    },
  };
}
