import { newId } from '@portero/runtime';
import type { AuditActs } from '../audit/audit-acts.ts';
import type { Database } from '../database/database.ts';
import { withoutNulls } from '../database/without-nulls.ts';
import { parseSite } from '../places/place-address.ts';
import { RosterError } from '../roster-error.ts';
import { checkText, isUuid } from '../validate.ts';
import { erasePerson } from './erase-person.ts';
import { noSuchPerson } from './no-such-person.ts';
import type { NewPerson, Person, PersonKind, PersonRepository, PersonStatus } from './person.ts';
import { type StoredTerms, storedTerms } from './person-terms.ts';

const WITH_SITE = { site: { select: { slug: true } } } as const;

interface StoredPerson extends Omit<StoredTerms, 'kind'> {
  id: string;
  siteId: string;
  site: { slug: string };
  externalId: string | null;
  displayName: string;
  status: string;
  kind: string;
  createdAt: Date;
}

function toPerson(stored: StoredPerson): Person {
  const kinds = { status: stored.status as PersonStatus, kind: stored.kind as PersonKind };
  return withoutNulls({ ...stored, site: stored.site.slug, ...kinds });
}

export function createPersonRepository(database: Database, { acts }: { acts: AuditActs }): PersonRepository {
  const findById = async (personId: string): Promise<Person | undefined> => {
    if (!isUuid(personId)) return undefined;
    const stored = await database.prisma('finding a person', (prisma) =>
      prisma.person.findUnique({ where: { id: personId }, include: WITH_SITE }),
    );
    return stored ? toPerson(stored) : undefined;
  };

  const setStatus = async (personId: string, status: PersonStatus): Promise<Person> => {
    if (!(await findById(personId))) throw noSuchPerson(personId);
    const stored = await acts.prisma('changing the status of a person', (prisma) =>
      prisma.person.update({ where: { id: personId }, data: { status }, include: WITH_SITE }),
    );
    return toPerson(stored);
  };

  return {
    findById,
    suspend: (personId) => setStatus(personId, 'suspended'),
    reinstate: (personId) => setStatus(personId, 'active'),

    async add({ site, displayName, externalId, ...terms }: NewPerson) {
      const slug = parseSite(site);
      const columns = storedTerms(terms);
      checkText('displayName', displayName, 200);
      if (externalId !== undefined) checkText('externalId', externalId, 200);
      const found = await database.prisma('finding a site', (prisma) =>
        prisma.site.findUnique({ where: { slug } }),
      );
      if (!found) {
        throw new RosterError('NOT_FOUND', `There is no site ${slug}. Add a building of it first.`, {
          context: { site: slug },
        });
      }
      const data = { id: newId(), siteId: found.id, displayName, externalId: externalId ?? null, ...columns };
      const stored = await acts
        .prisma('adding a person', (prisma) => prisma.person.create({ data, include: WITH_SITE }))
        .catch((cause) => {
          if (!(cause instanceof RosterError) || cause.code !== 'ALREADY_EXISTS') throw cause;
          throw new RosterError(
            'ALREADY_EXISTS',
            `Somebody at ${slug} has that external id already. Find them by it, or give another.`,
            { context: { site: slug }, cause },
          );
        });
      return toPerson(stored);
    },

    async setTerms(personId, terms) {
      const data = storedTerms(terms);
      if (!(await findById(personId))) throw noSuchPerson(personId);
      const stored = await acts.prisma('changing the terms of a person', (prisma) =>
        prisma.person.update({ where: { id: personId }, data, include: WITH_SITE }),
      );
      return toPerson(stored);
    },

    async find(idOrExternalIdOrName, site) {
      const byId = await findById(idOrExternalIdOrName);
      if (byId) return site === undefined || byId.site === site ? byId : undefined;
      const inSite = site === undefined ? {} : { site: { slug: parseSite(site) } };
      for (const field of ['externalId', 'displayName'] as const) {
        const found = await database.prisma('finding a person', (prisma) =>
          prisma.person.findMany({
            where: { ...inSite, [field]: idOrExternalIdOrName },
            include: WITH_SITE,
            take: 2,
          }),
        );
        if (found.length > 1) {
          throw new RosterError(
            'AMBIGUOUS',
            'Several people answer to that. Give the id or the external id, or name the site.',
            { context: { personIds: found.map(({ id }) => id) } },
          );
        }
        if (found[0]) return toPerson(found[0]);
      }
      return undefined;
    },

    async list({ site, status } = {}) {
      const where = {
        ...(site === undefined ? {} : { site: { slug: parseSite(site) } }),
        ...(status === undefined ? {} : { status }),
      };
      const stored = await database.prisma('listing people', (prisma) =>
        prisma.person.findMany({
          where,
          include: WITH_SITE,
          orderBy: [{ displayName: 'asc' }, { id: 'asc' }],
        }),
      );
      return stored.map(toPerson);
    },

    remove: (personId) => erasePerson(personId, { database, acts }),
  };
}
