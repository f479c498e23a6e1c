import type { Candidate, SearchOptions } from './gallery.ts';
import { DIFFERENCES, FIRST_BITS, SECOND_BITS } from './kernel/kernel.ts';
import { NearestPersons } from './nearest-persons.ts';
import type { TemplateStore } from './template-store.ts';
import { SketchBound, widestAngle } from './vectors/sketch-bound.ts';
import { GROUP } from './vectors/vector-blocks.ts';
import { lengthOf } from './vectors/vector-length.ts';

const SKETCH_BITS = FIRST_BITS + SECOND_BITS;

/** Templates compared at first, those with the most similar sketches: enough to have the nearest person among them nearly always. */
const FIRST = 16;

/** Compares the probe with every template. */
export function scan(store: TemplateStore, probe: Float32Array, k: number): Candidate[] {
  const { vectors } = store;
  const nearest = new NearestPersons(store, k);
  vectors.setProbe(probe, lengthOf(probe));
  for (let group = 0; group < vectors.size; group += GROUP) {
    nearest.offerAll(group, vectors.allDistances(group));
  }
  return nearest.candidates();
}

/** In how many bits the sketch of a template may differ that is as near as some distance. */
export class SearchBounds {
  readonly #ofFirst: SketchBound;
  readonly #ofBoth: SketchBound;

  /** @param missProbability of a template that is near enough */
  constructor(missProbability: number) {
    this.#ofFirst = new SketchBound(FIRST_BITS, missProbability / 2);
    this.#ofBoth = new SketchBound(SKETCH_BITS, missProbability / 2);
  }

  within(angle: number): { high: number; highOfBoth: number } {
    return {
      high: Math.min(DIFFERENCES - 1, this.#ofFirst.differencesWithin(angle)),
      highOfBoth: this.#ofBoth.differencesWithin(angle),
    };
  }
}

/**
 * Compares the sketches of all templates with the probe's, and those templates in full whose sketches differ in few bits. The
 * first few give a distance; from that follows in how many bits the sketch of any nearer template may differ, and the
 * others up to there are compared as well. Each of the nearest `k` persons, as far as they are within reach, is missed with
 * the probability that the bounds were made for, and no distance is an estimate.
 */
export function searchSketches(
  store: TemplateStore,
  probe: Float32Array,
  {
    k,
    withinL2 = Number.POSITIVE_INFINITY,
    marginL2 = Number.POSITIVE_INFINITY,
  }: SearchOptions & { k: number },
  bounds: SearchBounds,
): Candidate[] {
  const { vectors } = store;
  const nearest = new NearestPersons(store, k);
  const wanted = Math.min(k, store.persons);
  const probeLength = lengthOf(probe);
  vectors.setProbe(probe, probeLength);
  const counts = vectors.compareSketches();
  // Every second template has been counted.
  const first = { low: 0, high: firstBound(counts, (FIRST * k) / 2), highOfBoth: SKETCH_BITS };
  for (let group = 0; group < vectors.size; group += GROUP) {
    nearest.offerAll(group, vectors.selectedDistances(group, first));
  }
  const low = first.high + 1;
  let within = Number.NaN;
  let range = { low, high: 0, highOfBoth: 0 };
  for (let group = 0; group < vectors.size; group += GROUP) {
    // As the nearest so far is no nearer than the nearest of all, nobody is forgotten who turns out to matter.
    const reach = Math.min(withinL2, Math.sqrt(nearest.nearest) + marginL2) ** 2;
    const matters = nearest.count < wanted ? reach : Math.min(reach, nearest.farthest);
    if (matters !== within) {
      within = matters;
      const angle = Number.isFinite(within) ? widestAngle(within, probeLength, vectors.lengths) : Math.PI;
      range = { low, ...bounds.within(Math.min(Math.PI, angle + vectors.roundingAngle)) };
    }
    if (range.high >= low) nearest.offerAll(group, vectors.selectedDistances(group, range));
  }
  return nearest.candidates();
}

/** The least number of differing bits within which there are as many templates as this. */
function firstBound(counts: Uint32Array, templates: number): number {
  let within = 0;
  for (let difference = 0; difference < DIFFERENCES; difference++) {
    within += counts[difference]!;
    if (within >= templates) return difference;
  }
  return DIFFERENCES - 1;
}
