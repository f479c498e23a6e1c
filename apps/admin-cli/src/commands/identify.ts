import { type Box, DEFAULT_TARGET_FPIR, type GalleryThresholds, whoIsIt } from '@portero/biometrics';
import type { FaceObservation } from '@portero/encoder';
import type { CommandSpec } from '../context/command-spec.ts';
import { decidingEncoder } from '../context/deciding-encoder.ts';
import { thresholdsOf } from '../context/thresholds.ts';
import { type KnownPerson, knownFaces } from '../enrolment/known-faces.ts';
import { ExitCode } from '../exit-codes.ts';
import { identificationLines } from '../output/matching.ts';
import { readPhoto } from '../photos/photo.ts';
import { probeFaces } from '../photos/probe-faces.ts';
import { examples, given, type Register } from './register.ts';

export interface IdentifyOptions {
  photo: string;
  site?: string;
}

export interface PersonAt {
  personId: string;
  displayName: string;
  distanceL2: number;
}

export interface IdentifiedFace {
  /** `ambiguous`: near enough, but a second person is nearly as near. */
  outcome: 'identified' | 'ambiguous' | 'unknown';
  box: Box;
  quality: number;
  nearest?: PersonAt;
  second?: PersonAt;
}

export interface IdentifyResult {
  matched: boolean;
  modelId: string;
  thresholdL2: number;
  marginL2: number;
  /** People with a template, active ones only. */
  people: number;
  /** Largest first. */
  faces: IdentifiedFace[];
}

function identifyFace(
  face: FaceObservation,
  known: readonly KnownPerson[],
  { thresholdL2, marginL2 }: Pick<GalleryThresholds, 'thresholdL2' | 'marginL2'>,
): IdentifiedFace {
  const match = whoIsIt(face.embedding, known, thresholdL2);
  const personAt = ({ id, distanceL2 }: { id: string; distanceL2: number }): PersonAt => ({
    personId: id,
    displayName: known.find((person) => person.id === id)!.displayName,
    distanceL2,
  });
  const clear = match.outcome === 'identified' && match.marginL2 >= marginL2;
  return {
    outcome: match.outcome === 'unknown' ? 'unknown' : clear ? 'identified' : 'ambiguous',
    box: face.box,
    quality: face.quality.score,
    ...(match.nearest && { nearest: personAt(match.nearest) }),
    ...(match.second && { second: personAt(match.second) }),
  };
}

/** As a door would have it in a building whose gallery holds all whom the face is compared with. */
async function thresholdsAmong(
  known: readonly KnownPerson[],
  { dataDir, modelId }: { dataDir: string; modelId: string },
): Promise<GalleryThresholds> {
  const { galleryThresholdsOf } = await import('@portero/coordinator');
  const gallery = { persons: known.length, targetFpir: DEFAULT_TARGET_FPIR };
  return galleryThresholdsOf(await thresholdsOf(dataDir, modelId), gallery);
}

export const identify: CommandSpec<IdentifyOptions, IdentifyResult> = {
  async handle({ photo, site }, context) {
    const probe = await readPhoto(photo);
    const encoder = await decidingEncoder(context);
    const modelId = encoder.model.id;
    const known = await knownFaces(await context.roster(), modelId, { site, status: 'active' });
    const thresholds = await thresholdsAmong(known, { dataDir: context.dataDir, modelId });
    const faces = (await probeFaces(encoder, probe)).map((face) => identifyFace(face, known, thresholds));
    return {
      matched: faces.some(({ outcome }) => outcome === 'identified'),
      modelId,
      thresholdL2: thresholds.thresholdL2,
      marginL2: thresholds.marginL2,
      people: known.length,
      faces,
    };
  },
  render: identificationLines,
  exitCode: ({ matched }) => (matched ? ExitCode.ok : ExitCode.denied),
};

export const registerIdentify: Register = (program, run) => {
  program
    .command('identify')
    .description('Who is in this photograph? Every face is compared with everyone enrolled (1:N).')
    .requiredOption('--photo <file>', 'JPEG, PNG or WebP')
    .option('--site <site>', 'only among the people of this site')
    .addHelpText(
      'after',
      examples(
        ['portero identify --photo visitor.jpg', 'portero identify --photo group.jpg --site hq --json'],
        'Ends with 0 when at least one face is known, with 4 when none is. Whether a known person may also open\n' +
          'a door is another question: portero access list.',
      ),
    )
    .action((_options, command) => run(identify, given<IdentifyOptions>(command)));
};
