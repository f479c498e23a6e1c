import { DEFAULT_TARGET_FPIR, type GalleryThresholds } from '@portero/biometrics';
import type { Gallery } from '@portero/gallery';
import type { Building } from '@portero/roster';
import type { Logger } from '@portero/runtime';
import { galleryThresholdsOf, type ModelPolicy } from './model-policies.ts';

/** What a threshold depends on, as it was when the threshold was derived. */
export interface ThresholdBasis {
  readonly persons: number;
  readonly templates: number;
  readonly targetFpir: number;
}

/**
 * The threshold and margin of identification in one building: derived for the people in its gallery and the share of
 * strangers that may be taken for somebody, and again as soon as either has changed. Every change is logged.
 */
export class BuildingThresholds {
  readonly #policy: ModelPolicy;
  readonly #logger: Logger;
  #basis: ThresholdBasis | undefined;
  #inForce: GalleryThresholds | undefined;

  constructor({ policy }: { policy: ModelPolicy }, { logger }: { logger: Logger }) {
    this.#policy = policy;
    this.#logger = logger;
  }

  current(building: Building, gallery: Pick<Gallery, 'persons' | 'size'>): GalleryThresholds {
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
    gallery: Pick<Gallery, 'persons' | 'size'>,
    targetFpir: number | undefined,
  ): GalleryThresholds {
    const basis = basisOf(building, gallery);
    return targetFpir !== undefined && targetFpir < basis.targetFpir
      ? galleryThresholdsOf(this.#policy, { ...basis, targetFpir })
      : this.current(building, gallery);
  }

  #say(building: string, basis: ThresholdBasis, { expected, ...thresholds }: GalleryThresholds): void {
    const fields = { building, model: this.#policy.modelId, ...basis, ...thresholds, ...expected };
    if (thresholds.limitedBy === 'unreachable') {
      this.#logger.error(fields, 'nobody is identified: no threshold keeps the share of false matches');
    } else {
      this.#logger.info(fields, 'threshold in force');
    }
  }
}

export function basisOf(
  building: Building,
  { persons, size }: Pick<Gallery, 'persons' | 'size'>,
): ThresholdBasis {
  return { persons, templates: size, targetFpir: building.targetFpir ?? DEFAULT_TARGET_FPIR };
}

function isSame(one: ThresholdBasis, other: ThresholdBasis | undefined): boolean {
  return (
    one.persons === other?.persons && one.templates === other.templates && one.targetFpir === other.targetFpir
  );
}
