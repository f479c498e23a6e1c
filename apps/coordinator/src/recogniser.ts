import type { DecisionInput, FrameMatch } from '@portero/access';
import { l2Distance, personReference } from '@portero/biometrics';
import { type Reach, reachAt } from '@portero/gallery';
import type { DoorAddress, Observation } from '@portero/protocol';
import type { Roster } from '@portero/roster';
import type { Clock } from '@portero/runtime';
import { cardCheck } from './access-records.ts';
import { withDeadline } from './deadline.ts';
import type { GalleryDirectory } from './gallery-directory.ts';
import type { ModelPolicy } from './model-policies.ts';
import type { ObservedFaces } from './observed-faces.ts';

export interface RecogniserOptions {
  policy: ModelPolicy;
  databaseTimeoutMs: number;
}

export interface RecogniserDeps {
  roster: Pick<Roster, 'cards' | 'templates'>;
  galleries: Pick<GalleryDirectory, 'find' | 'thresholds'>;
  clock: Clock;
}

/** Who it was, as far as the pictures and the card tell. */
export interface Recognition {
  /** Of the fused template. */
  match: DecisionInput['match'];
  /** Of each picture. */
  frames: readonly FrameMatch[];
  personId?: string | undefined;
}

/** Whom pictures show: the nearest in the gallery (1:N), or whether it is the holder of the card (1:1). */
export class Recogniser {
  readonly #options: RecogniserOptions;
  readonly #deps: RecogniserDeps;

  constructor(options: RecogniserOptions, deps: RecogniserDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  /**
   * Who matters by the building's threshold and margin, to which doors only add margin. Of who is farther, decisions record the
   * nearest that were compared.
   */
  reachOf(address: DoorAddress): Reach {
    const { thresholdL2, marginL2 } = this.#deps.galleries.thresholds(address) ?? {
      thresholdL2: Number.POSITIVE_INFINITY,
      marginL2: 0,
    };
    return reachAt(thresholdL2, marginL2);
  }

  /** @param reach who matters: nobody else need be found @returns undefined while there is no gallery */
  identify(
    { fused, each }: ObservedFaces,
    { site, building }: DoorAddress,
    reach: Reach,
  ): Recognition | undefined {
    const gallery = this.#deps.galleries.find(`${site}/${building}`);
    if (!gallery) return undefined;
    const frames = each.map(({ probe, quality }): FrameMatch => {
      const [nearest, second] = gallery.search(probe, 2, reach);
      return { quality, nearest, second };
    });
    // The template of a single picture is that picture's own: it has been searched.
    const [nearest, second] =
      frames.length === 1 ? [frames[0]!.nearest, frames[0]!.second] : gallery.search(fused, 2, reach);
    return { match: { mode: 'identify', nearest, second }, frames, personId: nearest?.personId };
  }

  /** Straight from the database: it is one person, and works while the gallery is still being loaded. */
  async verify(
    { fused, each }: ObservedFaces,
    { cardToken }: Observation,
    { site }: DoorAddress,
  ): Promise<Recognition> {
    const alone = each.map(({ quality }): FrameMatch => ({ quality }));
    if (cardToken === undefined)
      return { match: { mode: 'verify', card: { status: 'absent' } }, frames: alone };
    const { cards, templates } = this.#deps.roster;
    const found = await this.#ask('the card', cards.findByToken(site, cardToken));
    const card = cardCheck(found, this.#deps.clock.now());
    if (card.status !== 'active') return { match: { mode: 'verify', card }, frames: alone };
    const { personId } = card;
    const { policy } = this.#options;
    const own = await this.#ask('the templates', templates.listForPerson(personId, policy.modelId));
    const reference = own.length > 0 ? personReference(own.map(({ embedding }) => embedding)) : undefined;
    const distanceOf = (probe: Float32Array) => reference && l2Distance(probe, reference);
    const frames = each.map(({ probe, quality }): FrameMatch => {
      const distanceL2 = distanceOf(probe);
      return distanceL2 === undefined ? { quality } : { quality, nearest: { personId, distanceL2 } };
    });
    return { match: { mode: 'verify', card, distanceL2: distanceOf(fused) }, frames, personId };
  }

  #ask<T>(what: string, question: Promise<T>): Promise<T> {
    return withDeadline(`reading ${what}`, this.#options.databaseTimeoutMs, question);
  }
}
