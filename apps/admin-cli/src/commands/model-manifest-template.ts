import type { CommandSpec } from '../context/command-spec.ts';
import { examples, given, group, type Register } from './register.ts';

export const modelManifestTemplate: CommandSpec<object, object> = {
  async handle() {
    const { MANIFEST_TEMPLATE } = await import('@portero/encoder/own-models');
    return MANIFEST_TEMPLATE;
  },
  render: (manifest) => JSON.stringify(manifest, undefined, 2),
};

export const registerModelManifestTemplate: Register = (program, run) => {
  group(program, 'model', 'encoder models')
    .command('manifest-template')
    .description('Print a manifest to start from, for portero model add.')
    .addHelpText(
      'after',
      examples(
        ['portero model manifest-template > my-arcface.json'],
        'Fields besides those of the template: dimension (found out where it is absent); output, the name of the\n' +
          'embedding where the network has several outputs; thresholds, an object of pairThresholdL2,\n' +
          'identifyThresholdL2 and marginL2, for who knows them. normalisation may be {"scale": 0.00392} instead of\n' +
          'mean and divisor, and these one number instead of three; three are in the order of the network. alignment is\n' +
          'arcface-112, dlib-150, openface-96, or five points {"x": …, "y": …} in pixels of the input: left and right\n' +
          'eye, nose, left and right corner of the mouth, as they stand in the picture.',
      ),
    )
    .action((_options, command) => run(modelManifestTemplate, given<object>(command)));
};
