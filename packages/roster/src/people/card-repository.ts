import { newId } from '@portero/runtime';
import type { AuditActs } from '../audit/audit-acts.ts';
import type { Database, Statement } from '../database/database.ts';
import { type WithoutNulls, withoutNulls } from '../database/without-nulls.ts';
import type { CardMac } from '../encryption/card-mac.ts';
import { parseSite } from '../places/place-address.ts';
import { RosterError } from '../roster-error.ts';
import { checkValidity, isUuid } from '../validate.ts';
import type { Card, CardAssignment, CardRepository, CardStatus } from './card.ts';
import { hashCardToken } from './card-token.ts';
import { noSuchPerson } from './no-such-person.ts';

const COLUMNS = `id, site_id AS "siteId", person_id AS "personId", status, valid_from AS "validFrom",
  valid_until AS "validUntil", created_at AS "createdAt", revoked_at AS "revokedAt"`;

/** Gives no row when the card is somebody else's and active. */
const ASSIGN: Statement = {
  name: 'assign-card',
  text: `
    INSERT INTO cards (id, site_id, person_id, token_mac, valid_from, valid_until) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (site_id, token_mac) DO UPDATE SET
      person_id = EXCLUDED.person_id, valid_from = EXCLUDED.valid_from, valid_until = EXCLUDED.valid_until,
      status = 'active', revoked_at = NULL
    WHERE cards.status = 'revoked' OR cards.person_id = EXCLUDED.person_id
    RETURNING ${COLUMNS}`,
};

const FIND_BY_TOKEN: Statement = {
  name: 'find-card-by-token',
  text: `SELECT ${COLUMNS} FROM cards WHERE site_id = $1 AND token_mac = $2`,
};

const LIST_FOR_PERSON: Statement = {
  name: 'list-cards-for-person',
  text: `SELECT ${COLUMNS} FROM cards WHERE person_id = $1 ORDER BY id`,
};

/** The time of the first revocation stays. */
const REVOKE: Statement = {
  name: 'revoke-card',
  text: `
    UPDATE cards SET status = 'revoked', revoked_at = coalesce(revoked_at, clock_timestamp())
    WHERE site_id = $1 AND token_mac = $2 RETURNING ${COLUMNS}`,
};

const REVOKE_BY_ID: Statement = {
  name: 'revoke-card-by-id',
  text: `
    UPDATE cards SET status = 'revoked', revoked_at = coalesce(revoked_at, clock_timestamp())
    WHERE person_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
};

const SITE_ID: Statement = { name: 'site-id', text: 'SELECT id FROM sites WHERE slug = $1' };

interface StoredCard {
  id: string;
  siteId: string;
  personId: string;
  status: CardStatus;
  validFrom: Date | null;
  validUntil: Date | null;
  createdAt: Date;
  revokedAt: Date | null;
}

function toCard(stored: StoredCard): WithoutNulls<StoredCard> {
  return withoutNulls(stored);
}

export function createCardRepository(
  database: Database,
  { acts, cardMac }: { acts: AuditActs; cardMac: CardMac },
): CardRepository {
  const macOf = (siteId: string, token: string) => cardMac(hashCardToken(siteId, token));

  const siteIdOf = async (site: string): Promise<string | undefined> => {
    const row = await database.row<{ id: string }>('finding a site', SITE_ID, [parseSite(site)]);
    return row?.id;
  };

  return {
    async assign({ personId, token, validFrom, validUntil }: CardAssignment): Promise<Card> {
      checkValidity(validFrom, validUntil);
      const person = isUuid(personId)
        ? await database.prisma('finding a person', (prisma) =>
            prisma.person.findUnique({ where: { id: personId }, select: { siteId: true } }),
          )
        : null;
      if (!person) throw noSuchPerson(personId);
      const mac = macOf(person.siteId, token);
      const values = [newId(), person.siteId, personId, mac, validFrom ?? null, validUntil ?? null];
      const [stored] = await acts.sql('assigning a card', (transaction) =>
        transaction.rows<StoredCard>(ASSIGN, values),
      );
      if (!stored) {
        throw new RosterError(
          'ALREADY_EXISTS',
          'That card belongs to somebody else at this site. Revoke it first.',
          { context: { personId } },
        );
      }
      return toCard(stored);
    },

    async findByToken(site, token) {
      const siteId = await siteIdOf(site);
      if (!siteId) return undefined;
      const values = [siteId, macOf(siteId, token)];
      const stored = await database.row<StoredCard>('finding a card', FIND_BY_TOKEN, values);
      return stored && toCard(stored);
    },

    async listForPerson(personId) {
      if (!isUuid(personId)) return [];
      const stored = await database.rows<StoredCard>('listing cards', LIST_FOR_PERSON, [personId]);
      return stored.map(toCard);
    },

    async revoke(site, token) {
      const siteId = await siteIdOf(site);
      const values = siteId ? [siteId, macOf(siteId, token)] : undefined;
      const [stored] = values
        ? await acts.sql('revoking a card', (transaction) => transaction.rows<StoredCard>(REVOKE, values))
        : [];
      if (!stored) {
        throw new RosterError(
          'NOT_FOUND',
          `The site ${site} has no such card. Check the token and the site.`,
          {
            context: { site },
          },
        );
      }
      return toCard(stored);
    },

    async revokeById(personId, cardId) {
      const [stored] =
        isUuid(personId) && isUuid(cardId)
          ? await acts.sql('revoking a card', (transaction) =>
              transaction.rows<StoredCard>(REVOKE_BY_ID, [personId, cardId]),
            )
          : [];
      if (!stored) {
        throw new RosterError('NOT_FOUND', 'The person has no such card. List their cards first.', {
          context: { personId, cardId },
        });
      }
      return toCard(stored);
    },
  };
}
