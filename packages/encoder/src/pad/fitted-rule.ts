import type { PassiveRule } from './passive-rule.ts';

export const FITTED_RULE: PassiveRule = { id: 'passive-unfitted', intercept: 0, terms: [] };
