import type { AuditActs } from '../audit/audit-acts.ts';
import type { Database } from '../database/database.ts';
import type { SealedTemplate, TemplateCipher } from '../encryption/template-cipher.ts';
import { parseSite } from '../places/place-address.ts';
import { RosterError } from '../roster-error.ts';
import { checkText, invalid, isUuid } from '../validate.ts';
import type { LookalikePair, LookalikeRepository } from './lookalike.ts';
import { LIST_LOOKALIKES, LOOKALIKES_OF_PERSON, REGISTER_LOOKALIKES } from './lookalike-queries.ts';
import { noSuchPerson } from './no-such-person.ts';

interface PairRow {
  firstId: string;
  secondId: string;
  modelId: string;
  distanceL2: number;
  createdAt: Date;
}

function toPair({ firstId, secondId, modelId, distanceL2, createdAt }: PairRow): LookalikePair {
  return { personIds: [firstId, secondId], modelId, distanceL2, createdAt };
}

/** In the order that Postgres has UUIDs in: that of their bytes, which is that of their lower-case text. */
function inOrder([one, other]: readonly [string, string]): [string, string] {
  for (const id of [one, other]) if (!isUuid(id)) throw noSuchPerson(id);
  const ids = [one.toLowerCase(), other.toLowerCase()] as const;
  if (ids[0] === ids[1]) invalid('personIds', 'must be two different people');
  return ids[0] < ids[1] ? [ids[0], ids[1]] : [ids[1], ids[0]];
}

type LookalikeRow = { personId: string; distanceL2: number } & (SealedTemplate | { id: null });

export function createLookalikeRepository(
  database: Database,
  { acts, cipher }: { acts: AuditActs; cipher: TemplateCipher },
): LookalikeRepository {
  return {
    async register({ personIds, modelId, distanceL2 }) {
      const [firstId, secondId] = inOrder(personIds);
      checkText('modelId', modelId, 128);
      if (!(distanceL2 >= 0 && Number.isFinite(distanceL2))) {
        invalid('distanceL2', 'must be a finite number from 0');
      }
      const values = [firstId, secondId, modelId, distanceL2];
      const [row] = await acts
        .sql('registering lookalikes', (transaction) =>
          transaction.rows<PairRow & { added: boolean }>(REGISTER_LOOKALIKES, values),
        )
        .catch((cause) => {
          if (!(cause instanceof RosterError) || cause.code !== 'NOT_FOUND') throw cause;
          throw new RosterError('NOT_FOUND', 'One of the two people is not there any more.', {
            context: { personIds: [firstId, secondId] },
            cause,
          });
        });
      if (!row) throw noSuchPerson(firstId);
      return { pair: toPair(row), added: row.added };
    },

    async listForPerson(personId, modelId) {
      if (!isUuid(personId)) return [];
      const values = [personId, modelId];
      const rows = await database.rows<LookalikeRow>('reading lookalikes', LOOKALIKES_OF_PERSON, values);
      const lookalikes = new Map<
        string,
        { personId: string; distanceL2: number; templates: Float32Array[]; unreadable: number }
      >();
      for (const { personId: otherId, distanceL2 } of rows) {
        lookalikes.set(otherId, { personId: otherId, distanceL2, templates: [], unreadable: 0 });
      }
      const sealed = rows.filter((row): row is Extract<LookalikeRow, SealedTemplate> => row.id !== null);
      for (const [index, opened] of (await cipher.open(sealed)).entries()) {
        const lookalike = lookalikes.get(sealed[index]!.personId)!;
        if ('unreadable' in opened) lookalike.unreadable++;
        else lookalike.templates.push(opened.embedding);
      }
      return [...lookalikes.values()];
    },

    async list({ site, modelId } = {}) {
      const values = [site === undefined ? null : parseSite(site), modelId ?? null];
      return (await database.rows<PairRow>('listing lookalikes', LIST_LOOKALIKES, values)).map(toPair);
    },
  };
}
