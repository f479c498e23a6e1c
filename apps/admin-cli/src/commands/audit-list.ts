import type { AuditEntry } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { auditTable } from '../output/audit-entries.ts';
import { auditGroup } from './audit-group.ts';
import { examples, given, moment, type Register, wholeNumber } from './register.ts';

export interface AuditListOptions {
  door?: string;
  person?: string;
  action?: string;
  since?: Date;
  until?: Date;
  limit: number;
}

export const auditList: CommandSpec<AuditListOptions, AuditEntry[]> = {
  async handle({ door, person: personId, action, since, until, limit }, context) {
    const roster = await context.roster();
    return roster.audit.list({ door, personId, action, since, until, limit });
  },
  render: auditTable,
};

export const registerAuditList: Register = (program, run) => {
  auditGroup(program)
    .command('list')
    .description('List what was decided and what administrators did, the newest first.')
    .option('--door <place>', 'only of this door')
    .option('--person <id>', 'only about this person, also one who has been erased')
    .option('--action <action>', 'only this, such as grant.added, or all that begins so: grant')
    .option('--since <moment>', 'from then on', moment)
    .option('--until <moment>', 'before then', moment)
    .option('--limit <n>', 'so many at most', wholeNumber(1, 1000), 50)
    .addHelpText(
      'after',
      examples(
        [
          'portero audit list --action grant --since 2027-03-01',
          'portero audit list --door hq/main/lobby/front --limit 10',
          'portero audit list --person 0198f1c2-0b7d-7c39-9a51-3f1d2ab0c9de --json',
        ],
        'It shows what the log says, not whether it is still what was written: portero audit verify.',
      ),
    )
    .action((_options, command) => run(auditList, given<AuditListOptions>(command)));
};
