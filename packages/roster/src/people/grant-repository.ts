import { newId } from '@portero/runtime';
import type { AuditActs } from '../audit/audit-acts.ts';
import type { Database } from '../database/database.ts';
import { withoutNulls } from '../database/without-nulls.ts';
import type { PlaceRepository } from '../places/place.ts';
import { parseGrantPlace } from '../places/place-address.ts';
import { RosterError } from '../roster-error.ts';
import { checkValidity, isUuid } from '../validate.ts';
import type { AccessGrant, GrantRepository, NewAccessGrant } from './access-grant.ts';
import { ADD_GRANT, GRANTS_FOR_PERSON_AND_DOOR, LIST_GRANTS, REVOKE_GRANT } from './grant-queries.ts';
import { noSuchPerson } from './no-such-person.ts';

interface GrantRow {
  id: string;
  personId: string;
  place: string;
  buildingId: string | null;
  doorId: string | null;
  validFrom: Date | null;
  validUntil: Date | null;
  schedule: unknown;
  passesLockdown: boolean;
  createdAt: Date;
  revokedAt: Date | null;
}

function toGrant(row: GrantRow): AccessGrant {
  return withoutNulls(row);
}

interface GrantDeps {
  acts: AuditActs;
  places: Pick<PlaceRepository, 'findBuilding' | 'findDoor'>;
}

export function createGrantRepository(database: Database, { acts, places }: GrantDeps): GrantRepository {
  const requirePlace = async (
    address: string,
  ): Promise<{ siteId: string; buildingId?: string; doorId?: string }> => {
    if ('door' in parseGrantPlace(address)) {
      const door = await places.findDoor(address);
      if (door) return { siteId: door.siteId, doorId: door.id };
    } else {
      const building = await places.findBuilding(address);
      if (building) return { siteId: building.siteId, buildingId: building.id };
    }
    throw new RosterError('NOT_FOUND', `There is no place ${address}. Add it first.`, {
      context: { address },
    });
  };

  const siteOfPerson = async (personId: string): Promise<string> => {
    const person = isUuid(personId)
      ? await database.prisma('finding a person', (prisma) =>
          prisma.person.findUnique({ where: { id: personId }, select: { siteId: true } }),
        )
      : null;
    if (!person) throw noSuchPerson(personId);
    return person.siteId;
  };

  return {
    async grant({
      personId,
      place,
      validFrom,
      validUntil,
      schedule,
      passesLockdown = false,
    }: NewAccessGrant) {
      checkValidity(validFrom, validUntil);
      const { siteId, buildingId, doorId } = await requirePlace(place);
      if ((await siteOfPerson(personId)) !== siteId) {
        throw new RosterError(
          'INVALID_INPUT',
          `The person belongs to another site than ${place}. Add them to that site as well.`,
          { context: { personId, place } },
        );
      }
      const values = [
        newId(),
        personId,
        buildingId ?? null,
        doorId ?? null,
        validFrom ?? null,
        validUntil ?? null,
        schedule === undefined ? null : JSON.stringify(schedule),
        passesLockdown,
      ];
      const [row] = await acts.sql('granting access', (transaction) =>
        transaction.rows<GrantRow>(ADD_GRANT, values),
      );
      if (!row) throw noSuchPerson(personId);
      return toGrant(row);
    },

    async revoke(grantId) {
      const [row] = isUuid(grantId)
        ? await acts.sql('revoking a grant', (transaction) =>
            transaction.rows<GrantRow>(REVOKE_GRANT, [grantId]),
          )
        : [];
      if (!row) {
        throw new RosterError('NOT_FOUND', 'There is no such grant. List those of the person first.', {
          context: { grantId },
        });
      }
      return toGrant(row);
    },

    async list({ personId, place, includeRevoked = false } = {}) {
      if (place !== undefined) parseGrantPlace(place);
      if (personId !== undefined && !isUuid(personId)) return [];
      const values = [personId ?? null, place ?? null, includeRevoked];
      return (await database.rows<GrantRow>('listing grants', LIST_GRANTS, values)).map(toGrant);
    },

    async forPersonAndDoor(personId, doorId) {
      if (!isUuid(personId) || !isUuid(doorId)) return [];
      const values = [personId, doorId];
      return (await database.rows<GrantRow>('reading grants', GRANTS_FOR_PERSON_AND_DOOR, values)).map(
        toGrant,
      );
    },
  };
}
