import type { RateEstimate } from '@portero/biometrics';
import { count } from './table.ts';

export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

/** `1.20 % (3 of 250; 0.25 % to 3.47 %)` */
export function estimate({ rate, count: errors, trials, interval }: RateEstimate): string {
  return `${percent(rate)} (${errors} of ${trials}; ${percent(interval.lower)} to ${percent(interval.upper)})`;
}

export function speedOf(of: { images: number; cachedImages: number; msPerImage?: number }): string {
  const images = `${count(of.images, 'image')}, ${of.cachedImages} from the cache`;
  return of.msPerImage === undefined ? images : `${of.msPerImage.toFixed(1)} ms per image (${images})`;
}
