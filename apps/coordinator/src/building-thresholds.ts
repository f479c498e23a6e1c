import { DEFAULT_TARGET_FPIR, type GallerySize, type GalleryThresholds } from '@portero/biometrics';
import type { Gallery } from '@portero/gallery';
import type { Building } from '@portero/roster';
import type { Logger } from '@portero/runtime';
import { galleryThresholdsOf, type ModelPolicy } from './model-policies.ts';

/**
 * The threshold and margin of identification in one building: derived for the people in its gallery and the share of
 * strangers that may be taken for somebody, and again as soon as either has changed. Every change is logged.
 */
export class BuildingThresholds {
  readonly #policy: ModelPolicy;
  readonly #logger: Logger;
  /** What the threshold in force was derived from. */
  #basis: GallerySize | undefined;
  #inForce: GalleryThresholds | undefined;

  constructor({ policy }: { policy: ModelPolicy }, { logger }: { logger: Logger }) {
    this.#policy = policy;
    this.#logger = logger;
  }

  current(building: Building, gallery: Pick<Gallery, 'persons'>): GalleryThresholds {
    const basis = basisOf(building, gallery);
    if (this.#inForce && isSame(basis, this.#basis)) return this.#inForce;
    const before = this.#inForce;
    const derived = galleryThresholdsOf(this.#policy, basis);
    this.#basis = basis;
    this.#inForce = derived;
    if (derived.thresholdL2 !== before?.thresholdL2 || derived.marginL2 !== before.marginL2) {
      this.#say(building.address, basis, derived);
    }
    return derived;
  }

  /** At a door that asks for a lower rate than its building; a higher one changes nothing. */
  atDoor(
    building: Building,
    gallery: Pick<Gallery, 'persons'>,
    targetFpir: number | undefined,
  ): GalleryThresholds {
    const basis = basisOf(building, gallery);
    return targetFpir !== undefined && targetFpir < basis.targetFpir
      ? galleryThresholdsOf(this.#policy, { ...basis, targetFpir })
      : this.current(building, gallery);
  }

  #say(building: string, basis: GallerySize, { expected, ...thresholds }: GalleryThresholds): void {
    const fields = { building, model: this.#policy.modelId, ...basis, ...thresholds, ...expected };
    if (thresholds.limitedBy === 'unreachable') {
      this.#logger.error(fields, 'nobody is identified: no threshold keeps the share of false matches');
    } else {
      this.#logger.info(fields, 'threshold in force');
    }
  }
}

export function basisOf(building: Building, { persons }: Pick<Gallery, 'persons'>): GallerySize {
  return { persons, targetFpir: building.targetFpir ?? DEFAULT_TARGET_FPIR };
}

function isSame(one: GallerySize, other: GallerySize | undefined): boolean {
  return one.persons === other?.persons && one.targetFpir === other.targetFpir;
}
