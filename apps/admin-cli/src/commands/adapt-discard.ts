import type { DiscardedAdaptation } from '../adaptation/discard-adaptation.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import type { GlobalOptions } from '../context/global-options.ts';
import { discardedLines } from '../output/adaptation.ts';
import { adaptGroup } from './adapt-group.ts';
import { examples, given, type Register } from './register.ts';

export interface AdaptDiscardOptions extends GlobalOptions {
  modelId: string;
  force?: boolean;
}

export const adaptDiscard: CommandSpec<AdaptDiscardOptions, DiscardedAdaptation> = {
  async handle({ modelId, force = false }, context) {
    const { requireAdapted } = await import('@portero/encoder');
    const { discardAdaptation } = await import('../adaptation/discard-adaptation.ts');
    const { modelsDir, calibrationsDir } = context;
    const { base } = await requireAdapted(modelId, modelsDir);
    return discardAdaptation(
      { modelId, baseId: base.id, modelsDir, calibrationsDir, force },
      await context.roster(),
    );
  },
  render: discardedLines,
};

export const registerAdaptDiscard: Register = (program, run) => {
  adaptGroup(program)
    .command('discard <model-id>')
    .description('Erase an adapted model, its calibration and all templates that were written for it.')
    .option('--force', 'although somebody was enrolled with it only, whom no door would know any more')
    .addHelpText(
      'after',
      examples(
        ['portero adapt discard mobilefacenet-192-adapted-1'],
        'First start coordinator and edges with the former model again. Its templates were never touched.',
      ),
    )
    .action((modelId: string, _options, command) =>
      run(adaptDiscard, { ...given<AdaptDiscardOptions>(command), modelId }),
    );
};
