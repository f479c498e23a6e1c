import { FITTED_RULE } from './fitted-rule.ts';
import { measurePresentation } from './measure-presentation.ts';
import { motionMeasures } from './motion-measures.ts';
import type { PadAnalyser, PadAssessment, PadInput } from './pad-analyser.ts';
import { applyRule, type PassiveRule } from './passive-rule.ts';

export interface PassivePadOptions {
  /** @defaultValue the rule fitted by `bench/pad/fit.ts` */
  readonly rule?: PassiveRule;
  /** From this score on it is a person. @defaultValue 0.5 */
  readonly threshold?: number;
}

/** Looks only: no prompt, no light, no second camera. */
export function createPassivePadAnalyser({
  rule = FITTED_RULE,
  threshold = 0.5,
}: PassivePadOptions = {}): PadAnalyser {
  function analyse(input: PadInput): PadAssessment {
    const measures = measurePresentation(input);
    if (!measures) return { score: 0, verdict: 'unusable' };
    const motion = motionMeasures(input);
    const score = applyRule(rule, measures);
    const verdict = score >= threshold ? 'bona-fide' : 'attack';
    return motion ? { score, verdict, measures, motion } : { score, verdict, measures };
  }
  return { id: rule.id, proven: false, analyse };
}
