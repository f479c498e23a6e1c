import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeModel } from '@portero/encoder';
import type { Roster } from '@portero/roster';
import { CliError } from '../cli-error.ts';

export interface DiscardedAdaptation {
  modelId: string;
  baseId: string;
  /** Erased, not merely revoked. */
  templates: number;
  people: number;
}

export interface DiscardOptions {
  modelId: string;
  baseId: string;
  modelsDir: string;
  calibrationsDir: string;
  /** Also when somebody is left without a template. */
  force: boolean;
}

/**
 * Erases the templates of an adapted model, then the model and its calibration. Those of the base were never touched.
 *
 * @throws {CliError} FAILED when somebody was enrolled with the adapted model only, and nothing is changed then
 */
export async function discardAdaptation(
  { modelId, baseId, modelsDir, calibrationsDir, force }: DiscardOptions,
  roster: Pick<Roster, 'persons' | 'templates'>,
): Promise<DiscardedAdaptation> {
  const without: string[] = [];
  for (const { id, displayName } of await roster.persons.list()) {
    const own = await roster.templates.listForPerson(id, modelId);
    if (own.length > 0 && (await roster.templates.listForPerson(id, baseId)).length === 0) {
      without.push(displayName);
    }
  }
  if (without.length > 0 && !force) {
    throw new CliError(
      'FAILED',
      {
        what: `${without.join(', ')} would be known to no door any more`,
        cause: `enrolled with ${modelId} and not with ${baseId}; nothing was changed`,
        fix: `Enrol them with --model ${baseId} first, or give --force.`,
      },
      { context: { modelId, people: without.length } },
    );
  }
  const erased = await roster.templates.eraseModel(modelId);
  await rm(join(calibrationsDir, `${modelId}.json`), { force: true });
  await removeModel(modelId, modelsDir);
  return { modelId, baseId, ...erased };
}
