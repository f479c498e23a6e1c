import type { Person, Roster } from '@portero/roster';
import type { CliContext } from '../context/cli-context.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { examinePhotos } from '../enrolment/examine-photos.ts';
import { ExitCode } from '../exit-codes.ts';
import { importLines, importPersonLine } from '../output/import.ts';
import { listPeople, type PersonPhotos } from '../photos/people-folder.ts';
import { readPhoto } from '../photos/photo.ts';
import { siteOrOnly } from '../roster/require.ts';
import { collect, examples, given, type Register } from './register.ts';

export interface ImportOptions {
  dir: string;
  site?: string;
  grant: string[];
}

export interface ImportedPerson {
  personId: string;
  displayName: string;
  /** The person did not exist before. */
  created: boolean;
  enrolled: number;
  alreadyEnrolled: number;
  rejected: { file: string; reason: string; what: string; fix: string }[];
}

export interface ImportResult {
  people: number;
  created: number;
  photos: number;
  enrolled: number;
  alreadyEnrolled: number;
  rejected: ImportedPerson['rejected'];
  /** People of whom no photograph could be used: they are listed, and the door does not know them. */
  withoutTemplate: string[];
}

async function personNamed(
  roster: Roster,
  name: string,
  site: string,
): Promise<{ person: Person; created: boolean }> {
  const existing = await roster.persons.find(name, site);
  if (existing) return { person: existing, created: false };
  return { person: await roster.persons.add({ site, displayName: name }), created: true };
}

async function importPerson(
  { name, photos }: PersonPhotos,
  options: { site: string; grant: readonly string[]; onPhoto: () => void },
  context: CliContext,
): Promise<ImportedPerson> {
  const roster = await context.roster();
  const encoder = await context.encoder();
  const { person, created } = await personNamed(roster, name, options.site);
  const examined = await examinePhotos(encoder, await Promise.all(photos.map(readPhoto)), options.onPhoto);
  const result: ImportedPerson = {
    personId: person.id,
    displayName: person.displayName,
    created,
    enrolled: 0,
    alreadyEnrolled: 0,
    rejected: [],
  };
  for (const { file, sourceHash, outcome } of examined) {
    if (!outcome.ok) {
      result.rejected.push({ file, reason: outcome.reason, what: outcome.what, fix: outcome.fix });
      continue;
    }
    const { added } = await roster.templates.add({
      personId: person.id,
      modelId: encoder.model.id,
      embedding: outcome.face.embedding,
      quality: outcome.face.quality.score,
      sourceHash,
    });
    if (added) result.enrolled++;
    else result.alreadyEnrolled++;
  }
  for (const place of options.grant) {
    const existing = await roster.grants.list({ personId: person.id, place });
    if (existing.length === 0) await roster.grants.grant({ personId: person.id, place });
  }
  return result;
}

export const importPeople: CommandSpec<ImportOptions, ImportResult, ImportedPerson> = {
  async handle({ dir, site: named, grant }, context, emit) {
    const people = await listPeople(dir);
    const site = await siteOrOnly(await context.roster(), named);
    const total = people.reduce((sum, { photos }) => sum + photos.length, 0);
    await context.encoder();
    const progress = context.startProgress('photographs', total);
    const imported: ImportedPerson[] = [];
    let done = 0;
    const onPhoto = () => progress.update(++done);
    try {
      for (const person of people) {
        context.signal.throwIfAborted();
        const result = await importPerson(person, { site, grant, onPhoto }, context);
        imported.push(result);
        emit(result);
      }
    } finally {
      progress.stop();
    }
    const sum = (count: (person: ImportedPerson) => number) =>
      imported.reduce((total, person) => total + count(person), 0);
    return {
      people: imported.length,
      created: imported.filter(({ created }) => created).length,
      photos: total,
      enrolled: sum(({ enrolled }) => enrolled),
      alreadyEnrolled: sum(({ alreadyEnrolled }) => alreadyEnrolled),
      rejected: imported.flatMap(({ rejected }) => rejected),
      withoutTemplate: imported
        .filter(({ enrolled, alreadyEnrolled }) => enrolled + alreadyEnrolled === 0)
        .map(({ displayName }) => displayName),
    };
  },
  renderEvent: importPersonLine,
  render: importLines,
  exitCode: ({ rejected }) => (rejected.length > 0 ? ExitCode.unusablePhoto : ExitCode.ok),
};

export const registerImport: Register = (program, run) => {
  program
    .command('import <dir>')
    .description('Enrol many people: a sub-folder of photographs per person, or one picture per person.')
    .option('--site <site>', 'where they belong, default: the only site there is')
    .option('--grant <place>', 'also let them all into this building or through this door', collect, [])
    .addHelpText(
      'after',
      examples(
        ['portero import ./people --grant hq/main', 'portero import ./people --site hq --json'],
        'The name of the folder or file is the name of the person. Pictures called camera_* or frame_* are nobody.\n' +
          'It goes on past photographs that cannot be used, lists them at the end, and then ends with 6.\n' +
          'Doing it again changes nothing.',
      ),
    )
    .action((dir: string, _options, command) => run(importPeople, { ...given<ImportOptions>(command), dir }));
};
