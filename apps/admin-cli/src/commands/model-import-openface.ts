import type { ModelManifest } from '@portero/encoder';
import type { CommandSpec } from '../context/command-spec.ts';
import { examples, given, group, type Register } from './register.ts';

export interface ImportOpenFaceOptions {
  dir: string;
}

export const modelImportOpenFace: CommandSpec<ImportOpenFaceOptions, ModelManifest> = {
  async handle({ dir }, { modelsDir }) {
    const { importOpenFace } = await import('@portero/encoder');
    return importOpenFace(dir, modelsDir);
  },
  render: ({ id, version, sha256 }) =>
    `imported ${id} ${version} (sha256 ${sha256.slice(0, 12)}…); use it with --model ${id}`,
};

export const registerModelImportOpenFace: Register = (program, run) => {
  group(program, 'model', 'encoder models')
    .command('import-openface <dir>')
    .description(
      'Import the weights of nn4.small2 (OpenFace, Apache-2.0), the network of the FaceNet course.',
    )
    .addHelpText(
      'after',
      examples(
        [
          'portero model import-openface ./weights',
          'portero identify --photo visitor.jpg --model nn4-small2',
        ],
        'The folder holds 226 files named {layer}_{w,b,m,v}.csv, as in Keras-OpenFace.',
      ),
    )
    .action((dir: string, _options, command) =>
      run(modelImportOpenFace, { ...given<ImportOpenFaceOptions>(command), dir }),
    );
};
