import type { AppliedAdaptation } from '../adaptation/apply-adaptation.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import type { GlobalOptions } from '../context/global-options.ts';
import { appliedLines } from '../output/adaptation.ts';
import { adaptGroup } from './adapt-group.ts';
import { examples, given, type Register } from './register.ts';

export interface AdaptApplyOptions extends GlobalOptions {
  modelId: string;
}

export const adaptApply: CommandSpec<AdaptApplyOptions, AppliedAdaptation> = {
  async handle({ modelId }, context) {
    const { readProjection } = await import('@portero/encoder');
    const { applyAdaptation } = await import('../adaptation/apply-adaptation.ts');
    const { dataDir, modelsDir, startProgress, signal } = context;
    const { thresholdsOf } = await import('../context/thresholds.ts');
    const adapted = await readProjection(modelId, modelsDir);
    // Without a calibration nothing could be decided with what is about to be written.
    await thresholdsOf(dataDir, modelId);
    return applyAdaptation(adapted, { roster: await context.roster(), startProgress, signal });
  },
  render: appliedLines,
};

export const registerAdaptApply: Register = (program, run) => {
  adaptGroup(program)
    .command('apply <model-id>')
    .description('Write the templates of everybody as an adapted model sees them, beside the old ones.')
    .addHelpText(
      'after',
      examples(
        ['portero adapt apply mobilefacenet-192-adapted-1'],
        'Doors go on with the templates of the model that they use. Run it again for people who were enrolled since;\n' +
          'what is there stays. A template that person forget takes out of use has a twin under the other model:\n' +
          'forget both.',
      ),
    )
    .action((modelId: string, _options, command) =>
      run(adaptApply, { ...given<AdaptApplyOptions>(command), modelId }),
    );
};
