import type { FaceMeasures } from './face-measures.ts';
import type { HeadPose } from './head-pose.ts';
import { PORTRAIT_RULES } from './portrait-rules.ts';

/** What a portrait is judged by, in the sense of the components of ISO/IEC 29794-5. */
export type PortraitComponent =
  | 'size'
  | 'sharpness'
  | 'yaw'
  | 'pitch'
  | 'roll'
  | 'brightness'
  | 'contrast'
  | 'clipping'
  | 'uniformity'
  | 'framing'
  | 'likeness'
  | 'eyes'
  | 'mouth';

/** What is wrong with a portrait. */
export type PortraitDefect =
  | 'face_too_small'
  | 'blurred'
  | 'turned_aside'
  | 'looking_up'
  | 'looking_down'
  | 'tilted'
  | 'too_dark'
  | 'too_bright'
  | 'low_contrast'
  | 'clipped'
  | 'uneven_light'
  | 'cut_off'
  | 'unlike_a_face'
  | 'eyes_covered'
  | 'mouth_covered';

export interface PortraitFacts {
  readonly measures: FaceMeasures;
  readonly pose: HeadPose;
}

export interface ComponentScore {
  readonly component: PortraitComponent;
  /** In the unit of the component: pixels, degrees, shares. */
  readonly value: number;
  /** 0 useless, 1 as good as it gets. */
  readonly score: number;
}

export interface PortraitFlaw {
  readonly defect: PortraitDefect;
  readonly component: PortraitComponent;
  readonly value: number;
  /** Where the component begins to be refused, or remarked upon. */
  readonly limit: number;
}

export interface PortraitQuality {
  /** The product of the components, 0 to 1: each takes its share off, and one that is useless makes all of it useless. */
  readonly score: number;
  readonly components: readonly ComponentScore[];
  /** What makes the portrait unfit to be enrolled; worst first. Empty for one that may be. */
  readonly refusals: readonly PortraitFlaw[];
  /** What a better portrait would not have; worst first. */
  readonly remarks: readonly PortraitFlaw[];
}

/** Judges a portrait by its measures, component by component. Pure; a measure that is not a number is a refusal. */
export function assessPortrait(facts: PortraitFacts): PortraitQuality {
  const judged = PORTRAIT_RULES.map((rule) => {
    const value = rule.value(facts);
    const score = shareBetween(value, rule.useless, rule.good, rule.byRatio === true);
    const flaw = (limit: number): PortraitFlaw => ({
      defect: rule.defect(facts),
      component: rule.component,
      value,
      limit,
    });
    const isPast = (limit: number | undefined): limit is number =>
      limit !== undefined && !(rule.good > rule.useless ? value >= limit : value <= limit);
    return { component: rule.component, value, score, rule, flaw, isPast };
  }).toSorted((a, b) => a.score - b.score);
  const refused = judged.filter(({ rule, isPast }) => isPast(rule.refuse));
  const remarked = judged.filter((each) => !refused.includes(each) && each.isPast(each.rule.remark));
  return {
    score: judged.reduce((product, { score }) => product * score, 1),
    components: PORTRAIT_RULES.map(({ component }) => {
      const { value, score } = judged.find((each) => each.component === component)!;
      return { component, value, score };
    }),
    refusals: refused.map(({ rule, flaw }) => flaw(rule.refuse!)),
    remarks: remarked.map(({ rule, flaw }) => flaw(rule.remark!)),
  };
}

/** 0 at `useless`, 1 at `good`, straight between them, or by ratio; 0 for what is not a number. */
function shareBetween(value: number, useless: number, good: number, byRatio: boolean): number {
  const [at, from, to] = byRatio
    ? [Math.log(Math.max(1e-9, value)), Math.log(useless), Math.log(good)]
    : [value, useless, good];
  const share = (at - from) / (to - from);
  return share > 0 ? Math.min(1, share) : 0;
}
