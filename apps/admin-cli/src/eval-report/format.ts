import type { RateEstimate } from '@portero/biometrics';

/** `0.0043` → `0.43 %`: three significant digits, as few as needed for round numbers. */
export function percent(rate: number): string {
  const value = rate * 100;
  const digits = value === 0 || value === 100 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  // Rates just below 100 % must not be rounded up to it, nor those just above 0 down to it.
  const text = value.toFixed(Math.min(digits, 6));
  return `${text.includes('.') ? text.replace(/\.?0+$/, '') : text} %`;
}

/** `2.3 % (34 of 1,490; 1.6 % to 3.2 %)`, or what can be claimed when nothing was counted. */
export function estimateInWords({ rate, count, trials, interval, ruleOfThreeBound }: RateEstimate): string {
  const of = `${whole(count)} of ${whole(trials)}`;
  return ruleOfThreeBound === undefined
    ? `${percent(rate)} (${of}; ${percent(interval.lower)} to ${percent(interval.upper)})`
    : `0 % (${of}; below ${percent(ruleOfThreeBound)})`;
}

export function whole(count: number): string {
  return count.toLocaleString('en-GB');
}

export function distance(distanceL2: number): string {
  return distanceL2.toFixed(4);
}
