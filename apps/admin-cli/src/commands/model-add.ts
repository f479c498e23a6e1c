import type { ModelManifest } from '@portero/encoder';
import { CliError } from '../cli-error.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { ensureDataDir } from '../context/data-dir.ts';
import { addedModelLines } from '../output/model.ts';
import { examples, given, group, type Register } from './register.ts';

export interface ModelAddOptions {
  onnx?: string;
  tfjs?: string;
  manifest: string;
}

export const modelAdd: CommandSpec<ModelAddOptions, ModelManifest> = {
  async handle(options, context) {
    const network = networkOf(options);
    const { addModel } = await import('@portero/encoder/own-models');
    const { engineNamed } = await import('../context/engine-named.ts');
    const { dataDir, modelsDir, global } = context;
    await ensureDataDir(dataDir);
    const engine = global.engine === undefined ? {} : { engine: engineNamed(global.engine) };
    return addModel({ ...network, ...engine, manifest: options.manifest, modelsDir });
  },
  render: addedModelLines,
};

function networkOf({ onnx, tfjs }: ModelAddOptions) {
  if (onnx !== undefined && tfjs === undefined) return { format: 'onnx', network: onnx } as const;
  if (tfjs !== undefined && onnx === undefined) return { format: 'tfjs-graph', network: tfjs } as const;
  throw new CliError('USAGE', {
    what: onnx === undefined ? 'no network to add' : '--onnx and --tfjs exclude each other',
    fix: 'Give --onnx FILE, or --tfjs FILE with the model.json of a graph model.',
  });
}

export const registerModelAdd: Register = (program, run) => {
  group(program, 'model', 'encoder models')
    .command('add')
    .description('Add an encoder of your own: evaluated, calibrated and used like those that ship.')
    .requiredOption('--manifest <file>', 'what it takes, where it comes from, its licence')
    .option('--onnx <file>', 'the network, as one ONNX file with its weights inside')
    .option(
      '--tfjs <file>',
      'the network, as the model.json of a TensorFlow.js graph model, its shards beside it',
    )
    .addHelpText(
      'after',
      examples(
        [
          'portero model add --onnx arcface.onnx --manifest my-arcface.json',
          'portero model add --tfjs web/model.json --manifest my-arcface.json',
          'portero calibrate fit --model my-arcface --images ./staff',
        ],
        'Begin with portero model manifest-template. The network is tried before anything is written. Until it is\n' +
          'calibrated it can be evaluated (portero eval), but nobody is enrolled and no door decides with it. ONNX needs\n' +
          'the optional package onnxruntime-node; portero doctor says whether it is there. Only add files from somebody\n' +
          'you trust: a network is run as it is.',
      ),
    )
    .action((_options, command) => run(modelAdd, given<ModelAddOptions>(command)));
};
