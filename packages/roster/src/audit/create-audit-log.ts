import { MAX_CHECKPOINT_HEADS, type Signer, signAuditCheckpoint } from '@portero/protocol';
import { newId } from '@portero/runtime';
import type { Database } from '../database/database.ts';
import { parseDoor } from '../places/place-address.ts';
import { RosterError } from '../roster-error.ts';
import { checkDate, checkInteger, checkUuid, invalid, isUuid } from '../validate.ts';
import type { AuditActs } from './audit-acts.ts';
import type { AuditEntry } from './audit-entry.ts';
import type { AuditLog, MadeCheckpoint, RecededChain } from './audit-log.ts';
import { ADD_CHECKPOINT, APPEND_ACT, HEADS, LIST_ENTRIES } from './audit-queries.ts';
import { explainDecision } from './explain-decision.ts';
import { exportLog } from './export-log.ts';
import type { EntryRecord } from './found-rows.ts';
import { readEntry } from './read-entry.ts';
import { verifyLog } from './verify-log.ts';

interface Head {
  chain: string;
  seq: number;
  hash: Buffer;
}

export interface AuditLogDeps {
  database: Database;
  acts: AuditActs;
  signer: (() => Promise<Signer>) | undefined;
  /** Of a door, or undefined when there is none. */
  doorIdOf(address: string): Promise<string | undefined>;
}

const ACTION = /^[a-z-]+(\.[a-z-]+)?$/;

export function createAuditLog({ database, acts, signer, doorIdOf }: AuditLogDeps): AuditLog {
  /** By chain, as this process has signed them last. */
  const signedHeads = new Map<string, number>();

  return {
    get actsSealed() {
      return acts.count;
    },

    async append(action, details) {
      if (!ACTION.test(action)) invalid('action', 'must be lower-case words, such as calibration.stored');
      await acts.sql('appending to the audit log', (transaction) =>
        transaction.rows(APPEND_ACT, [action, null, null, JSON.stringify(details)]),
      );
    },

    async checkpoint() {
      if (!signer) throw noSigner();
      const key = await signer();
      const heads = await database.rows<Head>('reading the audit log', HEADS);
      const receded: RecededChain[] = [];
      for (const [chain, seenSeq] of signedHeads) {
        const seq = heads.find((head) => head.chain === chain)?.seq ?? 0;
        if (seq < seenSeq) receded.push({ chain, seenSeq, seq });
      }
      const moved = heads.filter(({ chain, seq }) => seq !== signedHeads.get(chain));
      const made: MadeCheckpoint[] = [];
      for (let first = 0; first < moved.length; first += MAX_CHECKPOINT_HEADS) {
        const some = moved.slice(first, first + MAX_CHECKPOINT_HEADS);
        const checkpoint = signHeads(some, key);
        const { id, at, jws } = checkpoint;
        await database.rows('storing a checkpoint', ADD_CHECKPOINT, [id, at, jws]);
        for (const { chain, seq } of some) signedHeads.set(chain, seq);
        made.push(checkpoint);
      }
      return { made, receded };
    },

    async list({ door, personId, action, since, until, limit = 100 } = {}) {
      if (door !== undefined) parseDoor(door);
      if (personId !== undefined) checkUuid('personId', personId);
      if (action !== undefined && !ACTION.test(action)) invalid('action', 'must be one such as grant.added');
      if (since) checkDate('since', since);
      if (until) checkDate('until', until);
      checkInteger('limit', limit, 1, 1000);
      const doorId = door === undefined ? undefined : await doorIdOf(door);
      const values = [door, doorId, personId, action, since, until, action !== undefined, limit];
      const records = await database.rows<EntryRecord>(
        'reading the audit log',
        LIST_ENTRIES,
        values.map((value) => value ?? null),
      );
      return records.flatMap((record): AuditEntry[] => {
        const read = readEntry(record);
        return read.ok ? [read.entry] : [];
      });
    },

    async explain(id, keys) {
      return isUuid(id) ? explainDecision(id.toLowerCase(), { keys, database }) : undefined;
    },

    verify: (options) => verifyLog(options, { database }),

    export: (options, write) => exportLog(options, { database, write }),
  };
}

function signHeads(heads: readonly Head[], signer: Signer): MadeCheckpoint {
  const id = newId();
  const at = new Date();
  const signed = heads.map(({ chain, seq, hash }) => ({ chain, seq, hash: hash.toString('base64url') }));
  const jws = signAuditCheckpoint({ v: 1, id, at: at.getTime(), heads: signed }, signer);
  return { id, at, chains: heads.length, jws };
}

function noSigner(): RosterError {
  return new RosterError(
    'SIGNER_MISSING',
    'A checkpoint has to be signed and there is no key. Give openRoster an audit identity with a signer.',
  );
}
