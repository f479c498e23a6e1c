import type { DecisionRecord } from '@portero/roster';
import { trustedKeys } from '../audit-log/trusted-keys.ts';
import { CliError } from '../cli-error.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { ExitCode } from '../exit-codes.ts';
import { storyLines } from '../output/decision-story.ts';
import { personNamer } from '../roster/person-namer.ts';
import { auditGroup, keyOption } from './audit-group.ts';
import { examples, given, type Register } from './register.ts';

export interface AuditExplainOptions {
  decision: string;
  names?: boolean;
  key: string[];
}

export interface ExplainedDecision extends DecisionRecord {
  /** Of the building. */
  timeZone: string;
  /** With `--names`, of those who have not been erased, by id. */
  names: Record<string, string>;
}

/** Everybody whom the decision speaks of. */
function peopleOf({ decision, made }: DecisionRecord): Set<string> {
  const basis = made?.details.basis as { lookalikes?: readonly string[] } | undefined;
  const seen = decision?.frames?.seen.map(({ personId }) => personId) ?? [];
  const people = [decision?.personId, made?.person, ...seen, ...(basis?.lookalikes ?? [])];
  return new Set(people.filter((id) => id !== undefined));
}

export const auditExplain: CommandSpec<AuditExplainOptions, ExplainedDecision> = {
  async handle({ decision: id, names: withNames, key }, context) {
    const keys = await trustedKeys(key, context);
    const roster = await context.roster();
    const record = await roster.audit.explain(id, keys);
    if (!record) {
      throw new CliError('NOT_FOUND', {
        what: `there is no decision ${id}`,
        fix: 'Give the id of a decision or of its request; portero audit list --action decision shows them.',
      });
    }
    const address = record.made?.door ?? record.decision?.door;
    const building = address?.split('/').slice(0, 2).join('/');
    const timeZone = building && (await roster.places.findBuilding(building))?.timeZone;
    const nameOf = personNamer(roster);
    const names: Record<string, string> = {};
    for (const personId of withNames ? peopleOf(record) : []) {
      const name = await nameOf(personId);
      if (name !== undefined) names[personId] = name;
    }
    return { ...record, timeZone: timeZone || 'UTC', names };
  },
  render: storyLines,
  exitCode: ({ findings }) => (findings.length > 0 ? ExitCode.findings : ExitCode.ok),
};

export const registerAuditExplain: Register = (program, run) => {
  keyOption(
    auditGroup(program)
      .command('explain <decision>')
      .description('Say why a door opened or stayed shut, and whether the record of it is intact.')
      .option('--names', 'show the names of people; leave it out where an id is enough'),
  )
    .addHelpText(
      'after',
      examples(
        [
          'portero audit explain 0198f1c2-0b7d-7c39-9a51-3f1d2ab0c9de',
          'portero audit explain 0198f1c2-0b7d-7c39-9a51-3f1d2ab0c9de --names',
        ],
        'It takes the id of a decision, or of its request as it stands in the logs of the door. Names come from the\n' +
          'roster as it is now; of people who have been erased only the id is left. It ends with 7 when the record\n' +
          'was changed.',
      ),
    )
    .action((decision: string, _options, command) =>
      run(auditExplain, { ...given<AuditExplainOptions>(command), decision }),
    );
};
