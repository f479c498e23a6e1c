import type { DamagedModel, ModelManifest, OnnxRuntimeReport } from '@portero/encoder';
import type { CommandSpec } from '../context/command-spec.ts';
import { modelsTable } from '../output/model.ts';
import { examples, given, group, type Register } from './register.ts';

export interface ModelListing {
  models: ModelManifest[];
  /** Folders of added models that cannot be used. */
  damaged: DamagedModel[];
  onnxRuntime: OnnxRuntimeReport;
}

export const modelList: CommandSpec<object, ModelListing> = {
  async handle(_options, { modelsDir, calibrationsDir }) {
    const { listDamagedModels, listModels, probeOnnxRuntime } = await import('@portero/encoder');
    return {
      models: await listModels({ modelsDir, calibrationsDir }),
      damaged: await listDamagedModels({ modelsDir }),
      onnxRuntime: await probeOnnxRuntime(),
    };
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
