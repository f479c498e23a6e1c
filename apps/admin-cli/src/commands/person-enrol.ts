import type { AccessGrant, Person } from '@portero/roster';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context/cli-context.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { decidingEncoder } from '../context/deciding-encoder.ts';
import { capturePhotos } from '../enrolment/capture-photos.ts';
import { type EnrolledPhoto, enrolFaces, refuseUnless } from '../enrolment/enrol-faces.ts';
import { examinePhotos } from '../enrolment/examine-photos.ts';
import type { RefusedPhoto } from '../enrolment/photo-refusal.ts';
import type { FoundLookalike } from '../enrolment/plan-enrolment.ts';
import { planForPerson } from '../enrolment/plan-for-person.ts';
import { ExitCode } from '../exit-codes.ts';
import { enrolmentLines } from '../output/enrolment.ts';
import { type Photo, readPhoto } from '../photos/photo.ts';
import { requirePerson } from '../roster/require.ts';
import { collect, examples, given, group, type Register, wholeNumber } from './register.ts';

export interface PersonEnrolOptions {
  person: string;
  site?: string;
  photo?: string[];
  camera?: string;
  frames: number;
  grant: string[];
  force?: boolean;
  rest?: boolean;
}

export interface Enrolment {
  person: Person;
  modelId: string;
  templates: EnrolledPhoto[];
  /** Only with `--rest`. */
  refused: RefusedPhoto[];
  /** People whom the person looks like; the doors ask more of them from now on. */
  lookalikes: FoundLookalike[];
  grants: AccessGrant[];
}

async function photosOf(options: PersonEnrolOptions, context: CliContext): Promise<Photo[]> {
  if (options.camera !== undefined && options.photo === undefined) {
    return capturePhotos({ uri: options.camera, frames: options.frames }, context);
  }
  if (options.photo !== undefined && options.camera === undefined) {
    return Promise.all(options.photo.map(readPhoto));
  }
  throw new CliError('USAGE', {
    what: options.camera ? '--photo and --camera exclude each other' : 'no photograph to enrol from',
    fix: 'Give --photo FILE… or --camera URI.',
  });
}

export const personEnrol: CommandSpec<PersonEnrolOptions, Enrolment> = {
  async handle(options, context) {
    const photos = await photosOf(options, context);
    const roster = await context.roster();
    const person = await requirePerson(roster, options.person, options.site);
    const encoder = await decidingEncoder(context);
    const progress = context.startProgress('photographs', photos.length);
    const examined = await examinePhotos(encoder, photos, progress.update).finally(progress.stop);
    const modelId = encoder.model.id;
    const plan = await planForPerson({ person, modelId, examined, force: options.force ?? false }, context);
    refuseUnless(options.rest === true && plan.accepted.length > 0, plan.refused);
    const templates = await enrolFaces({ person, modelId, plan }, roster);
    const grants: AccessGrant[] = [];
    for (const place of options.grant) {
      const [existing] = await roster.grants.list({ personId: person.id, place });
      grants.push(existing ?? (await roster.grants.grant({ personId: person.id, place })));
    }
    return { person, modelId, templates, refused: plan.refused, lookalikes: plan.lookalikes, grants };
  },
  render: enrolmentLines,
  exitCode: ({ refused }) => (refused.length > 0 ? ExitCode.unusablePhoto : ExitCode.ok),
};

export const registerPersonEnrol: Register = (program, run) => {
  group(program, 'person', 'people and their faces')
    .command('enrol <person>')
    .alias('enroll')
    .description('Learn the face of a person from photographs, each of which shows one face.')
    .option('--photo <file...>', 'JPEG, PNG or WebP files')
    .option('--camera <uri>', 'take them from a camera instead: rtsp://…, http://…, v4l2:/dev/video0, dir:…')
    .option('--frames <n>', 'how many pictures to take from the camera', wholeNumber(1, 20), 3)
    .option('--grant <place>', 'also let them into this building or through this door', collect, [])
    .option('--site <site>', 'where to look, when several people answer to the name')
    .option('--rest', 'enrol the good photographs although others are refused')
    .option('--force', 'enrol although a photograph looks like somebody else, or not like the others')
    .addHelpText(
      'after',
      examples(
        [
          'portero person enrol "Ada Lovelace" --photo ada-1.jpg ada-2.jpg --grant hq/main',
          'portero person enrol 4711 --camera v4l2:/dev/video0 --frames 5',
        ],
        'If one photograph is refused, none is enrolled, unless with --rest; person quality says in advance which.\n' +
          'Two or more photographs of a person, in the light of the door, halve the number of times that the door\n' +
          'does not know them. Nothing but this command and import ever adds a face: doors do not learn.',
      ),
    )
    .action((person: string, _options, command) =>
      run(personEnrol, { ...given<PersonEnrolOptions>(command), person }),
    );
};
