import type { GalleryRow } from '@portero/roster';
import type { Logger } from '@portero/runtime';
import type { ModelPolicy } from './model-policies.ts';
import type { ReadableRow } from './person-references.ts';

/** Keeps templates that cannot be used out of one gallery, and counts them. One bad row must not keep a building out. */
export class TemplateFilter {
  readonly #policy: Pick<ModelPolicy, 'dimension' | 'modelId'>;
  readonly #logger: Logger;
  readonly #leftOut = new Map<string, number>();

  constructor(policy: Pick<ModelPolicy, 'dimension' | 'modelId'>, { logger }: { logger: Logger }) {
    this.#policy = policy;
    this.#logger = logger;
  }

  /** Templates kept out at the moment. */
  get leftOut(): number {
    return [...this.#leftOut.values()].reduce((sum, templates) => sum + templates, 0);
  }

  /** Whose they are. */
  get personsLeftOut(): string[] {
    return [...this.#leftOut.keys()];
  }

  /** Before everybody, or a person, is read anew. */
  reset(personId?: string): void {
    if (personId === undefined) this.#leftOut.clear();
    else this.#leftOut.delete(personId);
  }

  /** What cannot be read, the roster has logged. */
  isUsable(row: GalleryRow): row is ReadableRow {
    const { templateId, personId, embedding } = row;
    const { dimension, modelId } = this.#policy;
    if (embedding?.length === dimension && embedding.every(Number.isFinite)) return true;
    this.#leftOut.set(personId, (this.#leftOut.get(personId) ?? 0) + 1);
    if (embedding) {
      this.#logger.error(
        { templateId, modelId, expected: dimension, found: embedding.length },
        'a template was left out: it is not one of its model',
      );
    }
    return false;
  }
}
