import type { ModelManifest } from '@portero/encoder';
import type { CommandSpec } from '../context/command-spec.ts';
import { modelFields } from '../output/model.ts';
import { examples, given, group, type Register } from './register.ts';

export interface ModelShowOptions {
  id: string;
}

export const modelShow: CommandSpec<ModelShowOptions, ModelManifest> = {
  async handle({ id }, { modelsDir, calibrationsDir }) {
    const { getModel } = await import('@portero/encoder');
    return getModel(id, { modelsDir, calibrationsDir });
  },
  render: modelFields,
};

export const registerModelShow: Register = (program, run) => {
  group(program, 'model', 'encoder models')
    .command('show <id>')
    .description('Show a model: its licence and origin, what it takes, how it is to be used.')
    .addHelpText(
      'after',
      examples(['portero model show mobilefacenet-192', 'portero model show my-arcface --json']),
    )
    .action((id: string, _options, command) => run(modelShow, { ...given<ModelShowOptions>(command), id }));
};
