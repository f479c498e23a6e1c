import type { Person } from '@portero/roster';
import { type AuditFinding, FINDING_KINDS } from '../audit/audit-finding.ts';
import { type AuditedPerson, auditRoster, pairKey } from '../audit/audit-roster.ts';
import type { CliContext } from '../context/cli-context.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { siteLimits } from '../enrolment/enrolment-limits.ts';
import { ExitCode } from '../exit-codes.ts';
import { auditLines } from '../output/audit.ts';
import { type PadConcern, padConcernsOf } from '../roster/pad-concern.ts';
import { examples, given, group, type Register } from './register.ts';

export interface RosterAuditOptions {
  site?: string;
  registerLookalikes?: boolean;
}

export interface RosterAudit {
  modelId: string;
  people: number;
  templates: number;
  /** Something is wrong that somebody has to act upon. */
  act: boolean;
  findings: AuditFinding[];
  /** Doors that a photograph may open, or that nothing opens. */
  doors: PadConcern[];
  /** Pairs of lookalikes that were registered by this run. */
  registered: number;
}

/** Which model the doors use: the one that was asked for, without loading its networks. */
async function modelInUse({ global }: CliContext): Promise<string> {
  const { DEFAULT_MODEL_ID } = await import('@portero/encoder');
  return global.model ?? DEFAULT_MODEL_ID;
}

async function readPeople(people: readonly Person[], context: CliContext): Promise<AuditedPerson[]> {
  const { templates } = await context.roster();
  const progress = context.startProgress('people read', people.length);
  const audited: AuditedPerson[] = [];
  try {
    for (const person of people) {
      context.signal.throwIfAborted();
      const described = await templates.describeForPerson(person.id);
      const readable = await templates.listForPerson(person.id);
      const unreadable = described
        .map(({ id }) => id)
        .filter((id) => !readable.some((each) => each.id === id));
      audited.push({ person, templates: readable, unreadable });
      progress.update(audited.length);
    }
  } finally {
    progress.stop();
  }
  return audited;
}

function enrolledWith({ templates }: AuditedPerson, modelId: string): Pick<AuditedPerson, 'templates'> {
  return { templates: templates.filter((template) => template.modelId === modelId) };
}

async function registerPairs(
  findings: readonly AuditFinding[],
  modelId: string,
  context: CliContext,
): Promise<AuditFinding[]> {
  const { lookalikes } = await context.roster();
  const after: AuditFinding[] = [];
  for (const finding of findings) {
    const [one, other] = finding.people;
    if (finding.kind !== 'lookalikes_not_registered' || !one || !other) {
      after.push(finding);
      continue;
    }
    const distanceL2 = finding.distanceL2 ?? 0;
    await lookalikes.register({ personIds: [one.id, other.id], modelId, distanceL2 });
    after.push({ ...finding, kind: 'lookalikes' });
  }
  return after;
}

export const rosterAudit: CommandSpec<RosterAuditOptions, RosterAudit> = {
  async handle({ site, registerLookalikes = false }, context) {
    const roster = await context.roster();
    const modelId = await modelInUse(context);
    const people = await readPeople(await roster.persons.list({ site }), context);
    const limits = await siteLimits(
      modelId,
      people.map((each) => enrolledWith(each, modelId)).filter(({ templates }) => templates.length > 0),
      context,
    );
    const pairs = await roster.lookalikes.list({ site, modelId });
    const progress = context.startProgress('people compared', people.length);
    const found = await auditRoster(people, {
      modelId,
      limits,
      registered: new Set(pairs.map(({ personIds }) => pairKey(...personIds))),
      signal: context.signal,
      onPerson: progress.update,
    }).finally(progress.stop);
    const findings = registerLookalikes ? await registerPairs(found, modelId, context) : found;
    const doors = (await roster.places.listDoors()).filter(
      (door) => site === undefined || door.site === site,
    );
    const order = Object.keys(FINDING_KINDS);
    return {
      modelId,
      people: people.length,
      templates: people.reduce((sum, { templates }) => sum + templates.length, 0),
      act: findings.some(({ kind }) => FINDING_KINDS[kind].act),
      findings: findings.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)),
      doors: padConcernsOf(doors),
      registered: findings.filter((finding, index) => finding.kind !== found[index]!.kind).length,
    };
  },
  render: auditLines,
  exitCode: ({ act }) => (act ? ExitCode.findings : ExitCode.ok),
};

export const registerRosterAudit: Register = (program, run) => {
  group(program, 'roster', 'everybody at once')
    .command('audit')
    .description(
      'Look for templates that are missing, poor, outdated, or of somebody else, people who look alike, and doors that ' +
        'a photograph may open.',
    )
    .option('--site <site>', 'only of this site')
    .option(
      '--register-lookalikes',
      'have the doors ask more of people who look alike and were enrolled before that was noticed',
    )
    .addHelpText(
      'after',
      examples(
        ['portero roster audit', 'portero roster audit --site hq --json'],
        'It changes nothing, unless with --register-lookalikes, and ends with 7 when somebody has to act.',
      ),
    )
    .action((_options, command) => run(rosterAudit, given<RosterAuditOptions>(command)));
};
