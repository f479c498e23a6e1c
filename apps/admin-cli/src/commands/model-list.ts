import type { ModelManifest } from '@portero/encoder';
import type { CommandSpec } from '../context/command-spec.ts';
import { modelsTable } from '../output/model.ts';
import { examples, given, group, type Register } from './register.ts';

export const modelList: CommandSpec<object, ModelManifest[]> = {
  async handle(_options, { modelsDir }) {
    const { listModels } = await import('@portero/encoder');
    return [...(await listModels({ modelsDir }))];
  },
  render: modelsTable,
};

export const registerModelList: Register = (program, run) => {
  group(program, 'model', 'encoder models')
    .command('list')
    .description('List the models: what they need, where they come from, what they were trained on.')
    .addHelpText('after', examples(['portero model list', 'portero model list --json']))
    .action((_options, command) => run(modelList, given<object>(command)));
};
