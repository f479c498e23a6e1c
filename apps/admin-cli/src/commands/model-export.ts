import { writeFile } from 'node:fs/promises';
import { CliError } from '../cli-error.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import type { GlobalOptions } from '../context/global-options.ts';
import { exportedModelLines } from '../output/model.ts';
import { examples, given, group, type Register } from './register.ts';

export interface ModelExportOptions extends GlobalOptions {
  onnx: string;
}

export interface ModelExport {
  modelId: string;
  file: string;
  bytes: number;
  /** With which it can be added again. */
  manifestFile: string;
  licence: string;
}

export const modelExport: CommandSpec<ModelExportOptions, ModelExport> = {
  async handle({ onnx: file }, { global }) {
    const { DEFAULT_MODEL_ID } = await import('@portero/encoder');
    const { exportOnnx } = await import('@portero/encoder/own-models');
    const modelId = global.model ?? DEFAULT_MODEL_ID;
    const { bytes, manifest } = await exportOnnx(modelId);
    const manifestFile = `${file.replace(/\.onnx$/, '')}.manifest.json`;
    await write(file, bytes);
    await write(manifestFile, `${JSON.stringify(manifest, undefined, 2)}\n`);
    return { modelId, file, bytes: bytes.byteLength, manifestFile, licence: manifest.licence };
  },
  render: exportedModelLines,
};

async function write(file: string, content: string | Uint8Array): Promise<void> {
  await writeFile(file, content).catch((cause: NodeJS.ErrnoException) => {
    throw new CliError(
      'FAILED',
      {
        what: `cannot write ${file}`,
        cause: cause.code ?? 'unwritable',
        fix: 'Check that its folder is there and that you may write to it.',
      },
      { cause },
    );
  });
}

export const registerModelExport: Register = (program, run) => {
  group(program, 'model', 'encoder models')
    .command('export')
    .description('Write a model that ships as an ONNX file, for other programs or to be added again.')
    .requiredOption('--onnx <file>', 'where to; its manifest is written beside it')
    .addHelpText(
      'after',
      examples(
        [
          'portero model export --onnx mobilefacenet.onnx',
          'portero model export --model resnet-128 --onnx resnet.onnx',
        ],
        'Its input "face" is (n, 3, height, width), RGB, normalised as the manifest says; its output "embedding" is\n' +
          '(n, dimension), each row of length 1. The licence of the model goes with it.',
      ),
    )
    .action((_options, command) => run(modelExport, given<ModelExportOptions>(command)));
};
