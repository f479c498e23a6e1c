import { isSamePerson, l2Distance, personReference } from '@portero/biometrics';
import { CliError } from '../cli-error.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { decidingEncoder } from '../context/deciding-encoder.ts';
import { thresholdsOf } from '../context/thresholds.ts';
import { ExitCode } from '../exit-codes.ts';
import { verificationLines } from '../output/matching.ts';
import { readPhoto } from '../photos/photo.ts';
import { probeFaces } from '../photos/probe-faces.ts';
import { requirePerson } from '../roster/require.ts';
import { examples, given, type Register } from './register.ts';

export interface VerifyOptions {
  person: string;
  photo: string;
  site?: string;
}

export interface VerifyResult {
  matched: boolean;
  personId: string;
  displayName: string;
  status: 'active' | 'suspended';
  /** To the person's templates, fused. */
  distanceL2: number;
  thresholdL2: number;
  templates: number;
  quality: number;
  modelId: string;
}

export const verifyPerson: CommandSpec<VerifyOptions, VerifyResult> = {
  async handle({ person: key, photo, site }, context) {
    const probe = await readPhoto(photo);
    const roster = await context.roster();
    const person = await requirePerson(roster, key, site);
    const encoder = await decidingEncoder(context);
    const modelId = encoder.model.id;
    const { verifyThresholdL2 } = await thresholdsOf(context.dataDir, modelId);
    const templates = await roster.templates.listForPerson(person.id, modelId);
    if (templates.length === 0) {
      throw new CliError('NOT_FOUND', {
        what: `${person.displayName} has no template of model ${modelId}`,
        fix: 'Enrol first: portero person enrol PERSON --photo FILE',
      });
    }
    const [face] = await probeFaces(encoder, probe);
    const reference = personReference(templates.map(({ embedding }) => embedding));
    const distanceL2 = l2Distance(face.embedding, reference);
    return {
      matched: person.status === 'active' && isSamePerson(distanceL2, verifyThresholdL2),
      personId: person.id,
      displayName: person.displayName,
      status: person.status,
      distanceL2,
      thresholdL2: verifyThresholdL2,
      templates: templates.length,
      quality: face.quality.score,
      modelId,
    };
  },
  render: verificationLines,
  exitCode: ({ matched }) => (matched ? ExitCode.ok : ExitCode.denied),
};

export const registerVerify: Register = (program, run) => {
  program
    .command('verify')
    .description('Is the face of a photograph the person that it claims to be? (1:1, as with a card)')
    .requiredOption('--person <person>', 'id, external id or name of the claimed person')
    .requiredOption('--photo <file>', 'JPEG, PNG or WebP; the largest face counts')
    .option('--site <site>', 'where to look, when several people answer to the name')
    .addHelpText(
      'after',
      examples(
        ['portero verify --person "Ada Lovelace" --photo visitor.jpg'],
        'Ends with 0 when it is the person, with 4 when it is not.',
      ),
    )
    .action((_options, command) => run(verifyPerson, given<VerifyOptions>(command)));
};
