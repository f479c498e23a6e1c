import type { AccessGrant } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { grantsTable } from '../output/grant.ts';
import { requirePerson } from '../roster/require.ts';
import { examples, given, group, type Register } from './register.ts';

export interface AccessListOptions {
  person?: string;
  place?: string;
  site?: string;
  all?: boolean;
}

export interface NamedGrant extends AccessGrant {
  displayName: string;
}

export const accessList: CommandSpec<AccessListOptions, NamedGrant[]> = {
  async handle({ person: key, place, site, all }, context) {
    const roster = await context.roster();
    const personId = key === undefined ? undefined : (await requirePerson(roster, key, site)).id;
    const grants = await roster.grants.list({ personId, place, includeRevoked: all });
    const people = await roster.persons.list({ site });
    const names = new Map(people.map((person) => [person.id, person.displayName]));
    return grants
      .filter((grant) => names.has(grant.personId))
      .map((grant) => ({ ...grant, displayName: names.get(grant.personId)! }));
  },
  render: (grants, style) =>
    grantsTable(
      grants,
      style,
      Object.fromEntries(grants.map(({ personId, displayName }) => [personId, displayName])),
    ),
};

export const registerAccessList: Register = (program, run) => {
  group(program, 'access', 'who may open what')
    .command('list')
    .description('List who may open what.')
    .option('--person <person>', 'only of this person')
    .option('--place <place>', 'only for this building or door, as it was granted')
    .option('--site <site>', 'only people of this site')
    .option('--all', 'revoked ones too')
    .addHelpText(
      'after',
      examples(['portero access list', 'portero access list --person "Ada Lovelace" --all']),
    )
    .action((_options, command) => run(accessList, given<AccessListOptions>(command)));
};
