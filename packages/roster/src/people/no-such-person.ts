import { RosterError } from '../roster-error.ts';

export function noSuchPerson(personId: string): RosterError {
  return new RosterError(
    'NOT_FOUND',
    'There is no person with that id. List the people to find the right one.',
    {
      context: { personId },
    },
  );
}
