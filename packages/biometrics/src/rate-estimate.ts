import { clopperPearsonInterval, type Interval, ruleOfThree } from './confidence.ts';

/** A counted rate with what may be claimed from it. */
export interface RateEstimate {
  count: number;
  trials: number;
  /** count / trials */
  rate: number;
  /** Clopper and Pearson, 95 %, both sides. Trials that share people are not independent: the truth is wider. */
  interval: Interval;
  /** 3 / trials, the one-sided 95 % bound; only where nothing was counted, so that a 0 is not read as "never". */
  ruleOfThreeBound?: number;
}

/**
 * @param count how often it happened, 0 … trials
 * @throws {BiometricsError} ARGUMENT_INVALID for no trials or an impossible count
 */
export function estimateRate(count: number, trials: number): RateEstimate {
  const interval = clopperPearsonInterval(count, trials);
  const bound = count === 0 ? { ruleOfThreeBound: ruleOfThree(trials) } : {};
  return { count, trials, rate: count / trials, interval, ...bound };
}
