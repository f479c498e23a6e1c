import type { Database } from '../database/database.ts';
import { GroupWork, type Settled } from '../database/group-work.ts';
import { withoutNulls } from '../database/without-nulls.ts';
import { type DoorRulesRow, toDoorRules } from '../passages/door-rules-repository.ts';
import type { Door } from '../places/place.ts';
import { parseDoor } from '../places/place-address.ts';
import { RosterError } from '../roster-error.ts';
import { checkText, checkUuid } from '../validate.ts';
import type {
  Circumstances,
  CircumstancesQuestion,
  CircumstancesRepository,
  GrantInForce,
} from './circumstances.ts';
import { CIRCUMSTANCES } from './circumstances-query.ts';

/** Times are text in JSON, and what is not there is null. */
type InJson<T> = { [K in keyof T]-?: InJsonValue<T[K]> | (undefined extends T[K] ? null : never) };
type InJsonValue<T> = T extends Date ? string : T;

interface CircumstancesRow {
  door: InJson<Door> | null;
  rules: DoorRulesRow | null;
  person: InJson<NonNullable<Circumstances['person']>> | null;
  grants: InJson<Omit<GrantInForce, 'revokedAt'>>[] | null;
  hasLookalikes: boolean;
}

/** Questions at most that share a statement. */
const MAX_GROUP = 64;
/** A read that takes longer keeps nobody waiting who has come since. */
const OVERDUE_MS = 100;

export function createCircumstancesRepository(database: Database): CircumstancesRepository {
  const reading = new GroupWork<CircumstancesQuestion, Circumstances>(
    { maxItems: MAX_GROUP, overdueMs: OVERDUE_MS },
    async (questions) => {
      const doors = questions.map(({ door }) => parseDoor(door));
      const rows = await database.rows<CircumstancesRow & Record<string, unknown>>(
        'reading what holds at a door',
        CIRCUMSTANCES,
        [
          doors.map(({ site }) => site),
          doors.map(({ building }) => building),
          doors.map(({ edge }) => edge),
          doors.map(({ door }) => door),
          questions.map(({ personId }) => personId ?? null),
          questions.map(({ modelId }) => modelId),
          new Date(),
        ],
      );
      return rows.map(settled);
    },
  );
  return {
    async of(question) {
      parseDoor(question.door);
      if (question.personId !== undefined) checkUuid('personId', question.personId);
      checkText('modelId', question.modelId, 128);
      return reading.add(question);
    },
  };
}

/** A row that cannot be read is the matter of whoever stands before that door, and of nobody else. */
function settled(row: CircumstancesRow): Settled<Circumstances> {
  try {
    return { outcome: toCircumstances(row) };
  } catch (error) {
    return { error };
  }
}

function toCircumstances({ door, rules, person, grants, hasLookalikes }: CircumstancesRow): Circumstances {
  return {
    ...(door &&
      rules && {
        door: { ...withoutNulls(door), createdAt: toDate(door.createdAt), rules: toDoorRules(rules) },
      }),
    ...(person && { person: withDates(person) }),
    grants: (grants ?? []).map(withDates),
    hasLookalikes,
  };
}

type WithDates<T> = Omit<T, 'validFrom' | 'validUntil'> & { validFrom?: Date; validUntil?: Date };

function withDates<T extends { validFrom: string | null; validUntil: string | null }>(row: T) {
  const { validFrom, validUntil, ...rest } = row;
  return {
    ...withoutNulls(rest),
    ...(validFrom !== null && { validFrom: toDate(validFrom) }),
    ...(validUntil !== null && { validUntil: toDate(validUntil) }),
  } as WithDates<{ [K in keyof T]: Exclude<T[K], null> }>;
}

/** What is no moment, such as infinity, would compare with none: then nothing is decided by it. */
function toDate(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) {
    throw new RosterError('INVALID_INPUT', 'A time in the database is none that a clock shows. Set it anew.');
  }
  return date;
}
