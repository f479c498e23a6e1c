import type { PortraitQuality } from '@portero/biometrics';
import type { Person } from '@portero/roster';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context/cli-context.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { siteLimits } from '../enrolment/enrolment-limits.ts';
import { type ExaminedPhoto, examinePhotos } from '../enrolment/examine-photos.ts';
import { knownFaces } from '../enrolment/known-faces.ts';
import { type PersonState, personState } from '../enrolment/person-state.ts';
import type { Refusal, RefusedPhoto } from '../enrolment/photo-refusal.ts';
import type { FoundLookalike } from '../enrolment/plan-enrolment.ts';
import { planForPerson } from '../enrolment/plan-for-person.ts';
import { ExitCode } from '../exit-codes.ts';
import { personQualityLines } from '../output/person-quality.ts';
import { readPhoto } from '../photos/photo.ts';
import { requirePerson } from '../roster/require.ts';
import { examples, given, group, type Register } from './register.ts';

export interface PersonQualityOptions {
  person?: string;
  site?: string;
  photo?: string[];
}

export interface PhotoQuality {
  file: string;
  /** It would be enrolled. */
  ok: boolean;
  refusal?: Refusal;
  /** Absent where no single face was found. */
  quality?: PortraitQuality;
  /** Tiny faces far behind the one that counts. */
  facesBehind?: number;
}

export interface PersonQuality {
  modelId: string;
  photos: PhotoQuality[];
  person?: { person: Person; state: PersonState };
  /** Whom the photographs look like, for the person that was named. */
  lookalikes: FoundLookalike[];
}

function photoQuality({ file, outcome }: ExaminedPhoto, refused: readonly RefusedPhoto[]): PhotoQuality {
  const found = refused.find((each) => each.file === file);
  const refusal = found && { reason: found.reason, what: found.what, fix: found.fix };
  if (outcome.ok) {
    const { quality, facesBehind } = outcome;
    return { file, ok: !refusal, ...(refusal && { refusal }), quality, facesBehind };
  }
  const { reason, what, fix, quality } = outcome;
  return { file, ok: false, refusal: refusal ?? { reason, what, fix }, ...(quality && { quality }) };
}

async function stateOf(person: Person, modelId: string, context: CliContext): Promise<PersonState> {
  const roster = await context.roster();
  const known = await knownFaces(roster, modelId, { site: person.site });
  return personState(
    await roster.templates.listForPerson(person.id, modelId),
    known.filter(({ id }) => id !== person.id),
    await siteLimits(modelId, known, context),
  );
}

export const personQuality: CommandSpec<PersonQualityOptions, PersonQuality> = {
  async handle({ person: key, site, photo = [] }, context) {
    if (key === undefined && photo.length === 0) {
      throw new CliError('USAGE', {
        what: 'neither a person nor a photograph to judge',
        fix: 'Name a person, or give --photo FILE…, or both.',
      });
    }
    const photos = await Promise.all(photo.map(readPhoto));
    const person = key === undefined ? undefined : await requirePerson(await context.roster(), key, site);
    const encoder = await context.encoder();
    const modelId = encoder.model.id;
    const progress = context.startProgress('photographs', photos.length);
    const examined = await examinePhotos(encoder, photos, progress.update).finally(progress.stop);
    const plan = person && (await planForPerson({ person, modelId, examined, force: false }, context));
    return {
      modelId,
      photos: examined.map((each) => photoQuality(each, plan?.refused ?? [])),
      ...(person && { person: { person, state: await stateOf(person, modelId, context) } }),
      lookalikes: plan?.lookalikes ?? [],
    };
  },
  render: personQualityLines,
  exitCode: ({ photos }) => (photos.every(({ ok }) => ok) ? ExitCode.ok : ExitCode.unusablePhoto),
};

export const registerPersonQuality: Register = (program, run) => {
  group(program, 'person', 'people and their faces')
    .command('quality [person]')
    .description(
      'Judge photographs before they are enrolled, or what is enrolled for a person. Changes nothing.',
    )
    .option('--photo <file...>', 'JPEG, PNG or WebP files')
    .option('--site <site>', 'where to look, when several people answer to the name')
    .addHelpText(
      'after',
      examples(
        [
          'portero person quality --photo ada-1.jpg ada-2.jpg',
          'portero person quality "Ada Lovelace" --photo new.jpg    as person enrol would judge it',
          'portero person quality "Ada Lovelace" --json',
        ],
        'It ends with 6 when a photograph would be refused.',
      ),
    )
    .action((person: string | undefined, _options, command) =>
      run(personQuality, {
        ...given<PersonQualityOptions>(command),
        ...(person !== undefined && { person }),
      }),
    );
};
