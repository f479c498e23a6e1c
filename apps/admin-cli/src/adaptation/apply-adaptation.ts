import { projectTemplate } from '@portero/biometrics';
import type { AdaptedModel } from '@portero/encoder';
import type { Roster } from '@portero/roster';
import type { Progress } from '../output/progress.ts';

export interface AppliedAdaptation {
  modelId: string;
  baseId: string;
  /** With a template of the base, suspended ones too: they may come back. */
  people: number;
  /** Written now, or written anew after they had been revoked. */
  added: number;
  /** That were there from an earlier run. */
  present: number;
}

export interface ApplyDeps {
  roster: Pick<Roster, 'persons' | 'templates'>;
  startProgress: (title: string, total: number) => Progress;
  signal: AbortSignal;
}

/**
 * Writes every template of the base once more as the adapted model sees it, under that model's id, beside the old one.
 * The gallery of the base stays as it is. What was interrupted goes on where it stopped.
 */
export async function applyAdaptation(
  { manifest, projection }: AdaptedModel,
  { roster, startProgress, signal }: ApplyDeps,
): Promise<AppliedAdaptation> {
  const applied = { modelId: manifest.id, baseId: manifest.base.id, people: 0, added: 0, present: 0 };
  const persons = await roster.persons.list();
  const progress = startProgress('people', persons.length);
  try {
    for (const [index, { id: personId }] of persons.entries()) {
      signal.throwIfAborted();
      const templates = await roster.templates.listForPerson(personId, applied.baseId);
      for (const { embedding, quality, sourceHash } of templates) {
        const { added } = await roster.templates.add({
          ...{ personId, modelId: applied.modelId, quality, sourceHash },
          embedding: projectTemplate(projection, embedding),
        });
        if (added) applied.added++;
        else applied.present++;
      }
      if (templates.length > 0) applied.people++;
      progress.update(index + 1);
    }
  } finally {
    progress.stop();
  }
  return applied;
}
