import type { AccessGrant } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { requirePerson } from '../roster/require.ts';
import { examples, given, group, moment, type Register } from './register.ts';

export interface AccessGrantOptions {
  person: string;
  place: string;
  site?: string;
  from?: Date;
  until?: Date;
}

export const accessGrant: CommandSpec<AccessGrantOptions, AccessGrant> = {
  async handle({ person: key, place, site, from, until }, context) {
    const roster = await context.roster();
    const person = await requirePerson(roster, key, site);
    return roster.grants.grant({ personId: person.id, place, validFrom: from, validUntil: until });
  },
  render: (grant) => `granted ${grant.place} to person ${grant.personId} (grant ${grant.id})`,
};

export const registerAccessGrant: Register = (program, run) => {
  group(program, 'access', 'who may open what')
    .command('grant <person> <place>')
    .description('Let a person into a building, or through one door.')
    .option('--site <site>', 'where to look, when several people answer to the name')
    .option('--from <moment>', 'not valid before', moment)
    .option('--until <moment>', 'not valid from then on', moment)
    .addHelpText(
      'after',
      examples([
        'portero access grant "Ada Lovelace" hq/main',
        'portero access grant "Ada Lovelace" hq/main/lobby/front --until 2027-01-31T18:00:00Z',
      ]),
    )
    .action((person: string, place: string, _options, command) =>
      run(accessGrant, { ...given<AccessGrantOptions>(command), person, place }),
    );
};
