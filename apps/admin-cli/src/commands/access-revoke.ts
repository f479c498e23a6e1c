import type { AccessGrant } from '@portero/roster';
import { CliError } from '../cli-error.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { count } from '../output/table.ts';
import { requirePerson } from '../roster/require.ts';
import { examples, given, group, type Register } from './register.ts';

export interface AccessRevokeOptions {
  person: string;
  place: string;
  site?: string;
}

export const accessRevoke: CommandSpec<AccessRevokeOptions, AccessGrant[]> = {
  async handle({ person: key, place, site }, context) {
    const roster = await context.roster();
    const person = await requirePerson(roster, key, site);
    const grants = (await roster.grants.list({ personId: person.id })).filter(
      (grant) => grant.place === place,
    );
    if (grants.length === 0) {
      throw new CliError('NOT_FOUND', {
        what: `${person.displayName} has no access to ${place}`,
        fix: 'Give the place as it was granted; portero access list --person NAME shows it.',
      });
    }
    return Promise.all(grants.map((grant) => roster.grants.revoke(grant.id)));
  },
  render: (grants) => `revoked ${count(grants.length, 'grant')} for ${grants[0]?.place}`,
};

export const registerAccessRevoke: Register = (program, run) => {
  group(program, 'access', 'who may open what')
    .command('revoke <person> <place>')
    .description("Take back a person's access to a building or a door, at once.")
    .option('--site <site>', 'where to look, when several people answer to the name')
    .addHelpText('after', examples(['portero access revoke "Ada Lovelace" hq/main']))
    .action((person: string, place: string, _options, command) =>
      run(accessRevoke, { ...given<AccessRevokeOptions>(command), person, place }),
    );
};
