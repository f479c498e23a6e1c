import type { CommandSpec } from '../context/command-spec.ts';
import { decidingEncoder } from '../context/deciding-encoder.ts';
import { createImporter } from '../enrolment/import-person.ts';
import type { RefusedPhoto } from '../enrolment/photo-refusal.ts';
import type { FoundLookalike } from '../enrolment/plan-enrolment.ts';
import { ExitCode } from '../exit-codes.ts';
import { importLines, importPersonLine } from '../output/import.ts';
import { listPeople } from '../photos/people-folder.ts';
import { siteOrOnly } from '../roster/require.ts';
import { collect, examples, given, type Register } from './register.ts';

export interface ImportOptions {
  dir: string;
  site?: string;
  grant: string[];
  rest?: boolean;
  force?: boolean;
}

export interface ImportedPerson {
  /** Absent for somebody new of whom nothing was enrolled. */
  personId?: string;
  displayName: string;
  /** The person did not exist before. */
  created: boolean;
  enrolled: number;
  alreadyEnrolled: number;
  rejected: RefusedPhoto[];
  lookalikes: FoundLookalike[];
}

export interface ImportResult {
  people: number;
  created: number;
  photos: number;
  enrolled: number;
  alreadyEnrolled: number;
  rejected: RefusedPhoto[];
  /** People of whom no photograph could be used: nothing was added for them. */
  withoutTemplate: string[];
}

export const importPeople: CommandSpec<ImportOptions, ImportResult, ImportedPerson> = {
  async handle({ dir, site: named, grant, rest = false, force = false }, context, emit) {
    const people = await listPeople(dir);
    const site = await siteOrOnly(await context.roster(), named);
    const total = people.reduce((sum, { photos }) => sum + photos.length, 0);
    const encoder = await decidingEncoder(context);
    const importer = await createImporter({ site, grant, rest, force, encoder }, context);
    const progress = context.startProgress('photographs', total);
    const imported: ImportedPerson[] = [];
    let done = 0;
    const onPhoto = () => progress.update(++done);
    try {
      for (const person of people) {
        context.signal.throwIfAborted();
        const result = await importer.importPerson(person, onPhoto);
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
    .option('--rest', 'enrol the good photographs of a folder in which others show somebody else')
    .option('--force', 'enrol although photographs look like somebody else, or not like the others')
    .addHelpText(
      'after',
      examples(
        ['portero import ./people --grant hq/main', 'portero import ./people --site hq --json'],
        'The name of the folder or file is the name of the person. Pictures called camera_* or frame_* are nobody.\n' +
          'It goes on past photographs that cannot be used, lists them at the end, and then ends with 6. A folder\n' +
          'with a photograph of somebody else, or of a person enrolled under another name, is left alone as a whole.\n' +
          'Doing it again changes nothing.',
      ),
    )
    .action((dir: string, _options, command) => run(importPeople, { ...given<ImportOptions>(command), dir }));
};
