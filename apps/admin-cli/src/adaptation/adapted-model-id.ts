import { listDamagedModels, listModels, MODEL_ID, type ModelManifest } from '@portero/encoder';
import { CliError } from '../cli-error.ts';

/**
 * The id of the model that may come of an adaptation, found before an hour of work and not after.
 *
 * @throws {CliError} USAGE for a base that is an adapted model itself, or for what is no id; ALREADY_EXISTS for an id that is taken
 */
export async function chosenId(
  asked: string | undefined,
  base: ModelManifest,
  modelsDir: string,
): Promise<string> {
  if (base.format === 'projection') {
    throw new CliError('USAGE', {
      what: `${base.id} is an adapted model itself`,
      fix: 'Adapt the model that it was made of, which learns from everybody who is enrolled now.',
    });
  }
  const damaged = await listDamagedModels({ modelsDir });
  const taken = new Set([...(await listModels({ modelsDir })), ...damaged].map(({ id }) => id));
  if (asked !== undefined && taken.has(asked)) {
    throw new CliError('ALREADY_EXISTS', {
      what: `there is a model ${asked} already`,
      fix: 'Choose another --id, or give that model up with portero adapt discard.',
    });
  }
  let number = 1;
  while (taken.has(`${base.id}-adapted-${number}`)) number++;
  const id = asked ?? `${base.id}-adapted-${number}`;
  if (MODEL_ID.test(id)) return id;
  throw new CliError('USAGE', {
    what: `"${id}" is no id of a model`,
    fix: 'Choose another --id: up to 63 lower-case letters, digits and hyphens, such as lobby-2027.',
  });
}
