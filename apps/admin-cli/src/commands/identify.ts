import { type Box, whoIsIt } from '@portero/biometrics';
import type { ModelPolicy } from '@portero/coordinator';
import type { FaceObservation } from '@portero/encoder';
import type { CommandSpec } from '../context/command-spec.ts';
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
  policy: ModelPolicy,
): IdentifiedFace {
  const match = whoIsIt(face.embedding, known, policy.identifyThresholdL2);
  const personAt = ({ id, distanceL2 }: { id: string; distanceL2: number }): PersonAt => ({
    personId: id,
    displayName: known.find((person) => person.id === id)!.displayName,
    distanceL2,
  });
  const clear = match.outcome === 'identified' && match.marginL2 >= policy.marginL2;
  return {
    outcome: match.outcome === 'unknown' ? 'unknown' : clear ? 'identified' : 'ambiguous',
    box: face.box,
    quality: face.quality.score,
    ...(match.nearest && { nearest: personAt(match.nearest) }),
    ...(match.second && { second: personAt(match.second) }),
  };
}

export const identify: CommandSpec<IdentifyOptions, IdentifyResult> = {
  async handle({ photo, site }, context) {
    const probe = await readPhoto(photo);
    const encoder = await context.encoder();
    const modelId = encoder.model.id;
    const policy = await thresholdsOf(context.dataDir, modelId);
    const known = await knownFaces(await context.roster(), modelId, { site, status: 'active' });
    const faces = (await probeFaces(encoder, probe)).map((face) => identifyFace(face, known, policy));
    return {
      matched: faces.some(({ outcome }) => outcome === 'identified'),
      modelId,
      thresholdL2: policy.identifyThresholdL2,
      marginL2: policy.marginL2,
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
