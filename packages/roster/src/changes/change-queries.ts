import type { Statement } from '../database/database.ts';

export const LATEST_CHANGE: Statement = {
  name: 'latest-change',
  text: 'SELECT coalesce(max(seq), 0)::float8 AS seq FROM roster_changes',
};

export const CHANGES_SINCE: Statement = {
  name: 'changes-since',
  text: `
    SELECT seq::float8 AS seq, kind, person_id AS "personId", at FROM roster_changes
    WHERE seq > $1 ORDER BY seq LIMIT $2`,
};
