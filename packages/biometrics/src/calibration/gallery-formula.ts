import { BiometricsError } from '../biometrics-error.ts';

/**
 * FPIR ≈ 1 − (1 − FMR)^N: how many strangers are taken for somebody among N enrolled people, if comparisons were
 * independent. At FMR 1e-3 and N = 1,000 it is 63 %.
 */
export function expectedFpir(fmr: number, enrolled: number): number {
  checkRate(fmr);
  return -Math.expm1(enrolled * Math.log1p(-fmr));
}

/** The inverse of {@link expectedFpir}: the false-match rate a pair may have for N enrolled people. */
export function fmrForFpir(fpir: number, enrolled: number): number {
  checkRate(fpir);
  return -Math.expm1(Math.log1p(-fpir) / enrolled);
}

/** @throws {BiometricsError} ARGUMENT_INVALID unless 0 < rate < 1 */
export function checkRate(rate: number): void {
  if (!(rate > 0 && rate < 1)) {
    throw new BiometricsError(
      'ARGUMENT_INVALID',
      `A target rate lies between 0 and 1, both excluded; got ${rate}.`,
    );
  }
}
