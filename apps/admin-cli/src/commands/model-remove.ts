import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context/cli-context.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { removedModelLine } from '../output/model.ts';
import { count } from '../output/table.ts';
import { examples, given, group, type Register } from './register.ts';

export interface ModelRemoveOptions {
  id: string;
  force?: boolean;
}

export interface ModelRemoval {
  id: string;
  /** Of it in the roster, which stay and are of no use without it; absent where nobody looked. */
  templates?: number;
}

export const modelRemove: CommandSpec<ModelRemoveOptions, ModelRemoval> = {
  async handle({ id, force = false }, context) {
    const { requireRemovable, removeModel } = await import('@portero/encoder');
    await requireRemovable(id, context.modelsDir);
    const size = await templatesOf(id, context, force);
    if (!force && size && size.templates > 0) {
      throw new CliError('FAILED', {
        what: `${count(size.persons, 'person is', 'people are')} enrolled with ${id}`,
        cause: `${size.templates} templates, which no other model can read`,
        fix: 'Enrol them with another model first, or give --force: the templates then stay and are of no use.',
      });
    }
    await removeModel(id, context.modelsDir);
    return { id, ...(size && { templates: size.templates }) };
  },
  render: removedModelLine,
};

/** Whoever forces it may have no database to ask. */
async function templatesOf(id: string, context: CliContext, force: boolean) {
  try {
    const roster = await context.roster();
    return await roster.templates.sizeForModel(id);
  } catch (error) {
    if (force) return undefined;
    throw error;
  }
}

export const registerModelRemove: Register = (program, run) => {
  group(program, 'model', 'encoder models')
    .command('remove <id>')
    .description('Remove a model that was added. Those that ship stay.')
    .option('--force', 'although people are enrolled with it, or the database cannot be asked')
    .addHelpText(
      'after',
      examples(
        ['portero model remove my-arcface', 'portero model remove my-arcface --force'],
        'Its calibration stays, and counts for the very same network only, should that be added again. Give another\n' +
          'network another id: templates are known by the id of their model.',
      ),
    )
    .action((id: string, _options, command) =>
      run(modelRemove, { ...given<ModelRemoveOptions>(command), id }),
    );
};
