import type { Card } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { cardsTable } from '../output/card.ts';
import { requirePerson } from '../roster/require.ts';
import type { PersonRefOptions } from './person-show.ts';
import { examples, given, group, type Register } from './register.ts';

export const cardList: CommandSpec<PersonRefOptions, Card[]> = {
  async handle({ person: key, site }, context) {
    const roster = await context.roster();
    return roster.cards.listForPerson((await requirePerson(roster, key, site)).id);
  },
  render: cardsTable,
};

export const registerCardList: Register = (program, run) => {
  group(program, 'card', 'cards that people carry')
    .command('list <person>')
    .description("List a person's cards, revoked ones included.")
    .option('--site <site>', 'where to look, when several people answer to the name')
    .addHelpText('after', examples(['portero card list "Ada Lovelace"']))
    .action((person: string, _options, command) =>
      run(cardList, { ...given<PersonRefOptions>(command), person }),
    );
};
