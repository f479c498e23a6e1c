import type { PassiveRule } from './passive-rule.ts';

/**
 * Fitted by `bench/pad/fit.ts` on 70 people of Labeled Faces in the Wild and simulated attacks with the picture of each;
 * 0.5 is where 5 % of those people are taken for attacks. `docs/presentation-attacks.md` says what it is worth.
 */
export const FITTED_RULE: PassiveRule = {
  id: 'passive-1',
  intercept: 0.1492,
  terms: [
    {
      measure: 'spectralPeak',
      mean: 1.042,
      scale: 0.0928,
      weight: 0.2753,
    },
    {
      measure: 'irregularPatterns',
      mean: 0.0711,
      scale: 0.02932,
      weight: 0.188,
    },
    {
      measure: 'blackLevel',
      mean: 0.2062,
      scale: 0.06075,
      weight: -1.388,
    },
    {
      measure: 'whiteLevel',
      mean: 0.806,
      scale: 0.1113,
      weight: 0.284,
    },
    {
      measure: 'glare',
      mean: 0.001593,
      scale: 0.006306,
      weight: 0.07251,
    },
    {
      measure: 'colourfulness',
      mean: 0.09673,
      scale: 0.04133,
      weight: 0.2646,
    },
    {
      measure: 'blueness',
      mean: -0.2519,
      scale: 0.1264,
      weight: -0.6318,
    },
    {
      measure: 'frameEdges',
      mean: 1.502,
      scale: 0.3478,
      weight: -0.6209,
    },
  ],
};
