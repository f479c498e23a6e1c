import type { RateEstimate } from '@portero/biometrics';

/** Keeps a number and its sign on one line. */
const NO_BREAK = '\u00A0';

/**
 * `0.0043` → `0.43 %`: three significant digits of the distance to 0 or 100 %, whichever is nearer, so that no rate is
 * rounded to "never" or "always" (down to a millionth of a per cent).
 */
export function percent(rate: number): string {
  const value = rate * 100;
  const nearest = Math.min(Math.abs(value), Math.abs(100 - value));
  const digits = nearest === 0 ? 0 : Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(nearest))));
  const text = value.toFixed(digits);
  return `${text.includes('.') ? text.replace(/\.?0+$/, '') : text}${NO_BREAK}%`;
}

/** `2.3 % (34 of 1,490; 1.6 % to 3.2 %)`, or what can be claimed when nothing was counted. */
export function estimateInWords({ rate, count, trials, interval, ruleOfThreeBound }: RateEstimate): string {
  const of = `${whole(count)} of ${whole(trials)}`;
  return ruleOfThreeBound === undefined
    ? `${percent(rate)} (${of}; ${percent(interval.lower)} to ${percent(interval.upper)})`
    : `${percent(0)} (${of}; below ${percent(ruleOfThreeBound)})`;
}

export function whole(count: number): string {
  return count.toLocaleString('en-GB');
}

export function distance(distanceL2: number): string {
  return distanceL2.toFixed(4);
}
