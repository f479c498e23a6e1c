import type { Card } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { requirePerson } from '../roster/require.ts';
import { readToken } from './card-token.ts';
import { examples, given, group, moment, type Register } from './register.ts';

export interface CardAssignOptions {
  person: string;
  token: string;
  site?: string;
  from?: Date;
  until?: Date;
}

export const cardAssign: CommandSpec<CardAssignOptions, Card> = {
  async handle({ person: key, token, site, from, until }, context) {
    const roster = await context.roster();
    const person = await requirePerson(roster, key, site);
    return roster.cards.assign({
      personId: person.id,
      token: await readToken(token),
      validFrom: from,
      validUntil: until,
    });
  },
  render: (card) => `card ${card.id} is ${card.status} for person ${card.personId}`,
};

export const registerCardAssign: Register = (program, run) => {
  group(program, 'card', 'cards that people carry')
    .command('assign <person> <token>')
    .description('Give a card to a person. Only a hash of the token is kept.')
    .option('--site <site>', 'where to look, when several people answer to the name')
    .option('--from <moment>', 'not valid before', moment)
    .option('--until <moment>', 'not valid from then on', moment)
    .addHelpText(
      'after',
      examples(
        [
          'portero card assign "Ada Lovelace" 04A2247F',
          'portero card assign "Ada Lovelace" - --until 2027-12-31 < token.txt',
        ],
        'A token of - is read from standard input, so that it does not appear in the list of processes.',
      ),
    )
    .action((person: string, token: string, _options, command) =>
      run(cardAssign, { ...given<CardAssignOptions>(command), person, token }),
    );
};
