import { BiometricsError } from '../biometrics-error.ts';
import type { Calibration, ParetoTail, RateKnots } from './calibration.ts';

/**
 * Reads back what `JSON.stringify` wrote of a calibration, and keeps nothing that is not part of one. A damaged
 * calibration could open a door to anybody, so every number is looked at.
 *
 * @param data as `JSON.parse` gives it
 * @throws {BiometricsError} CALIBRATION_INVALID naming what is wrong
 */
export function parseCalibration(data: unknown): Calibration {
  const file = objectAt(data, 'calibration');
  if (file.version !== 1) throw invalid('version', `is ${JSON.stringify(file.version)}, not 1`);
  if (file.metric !== 'l2') throw invalid('metric', `is ${JSON.stringify(file.metric)}, not "l2"`);
  const nonMated = objectAt(file.nonMated, 'nonMated');
  const mated = objectAt(file.mated, 'mated');
  const from = objectAt(nonMated.measuredFrom, 'nonMated.measuredFrom');
  const tail = parseTail(objectAt(nonMated.tail, 'nonMated.tail'));
  const knots = parseKnots(nonMated.knots, 'nonMated.knots', 'rise');
  if (knots.distancesL2[0] !== tail.belowL2 || knots.rates[0] !== tail.rate) {
    throw invalid('nonMated.knots', 'do not begin where the tail ends');
  }
  return {
    version: 1,
    modelId: textAt(file.modelId, 'modelId'),
    modelVersion: textAt(file.modelVersion, 'modelVersion'),
    metric: 'l2',
    source: textAt(file.source, 'source'),
    nonMated: {
      ...parseCounts(nonMated, 'nonMated'),
      knots,
      tail,
      measuredFrom: {
        distanceL2: numberAt(from.distanceL2, 'nonMated.measuredFrom.distanceL2'),
        fmr: rateAt(from.fmr, 'nonMated.measuredFrom.fmr'),
      },
    },
    mated: { ...parseCounts(mated, 'mated'), knots: parseKnots(mated.knots, 'mated.knots', 'fall') },
  };
}

type Fields = Readonly<Record<string, unknown>>;

function parseTail(tail: Fields): ParetoTail {
  const rate = rateAt(tail.rate, 'nonMated.tail.rate');
  const scale = numberAt(tail.scale, 'nonMated.tail.scale');
  if (rate === 0 || scale === 0) throw invalid('nonMated.tail', 'has a rate or scale of 0');
  return {
    belowL2: numberAt(tail.belowL2, 'nonMated.tail.belowL2'),
    rate,
    scale,
    shape: numberAt(tail.shape, 'nonMated.tail.shape'),
    exceedances: numberAt(tail.exceedances, 'nonMated.tail.exceedances'),
    worstFactor: numberAt(tail.worstFactor, 'nonMated.tail.worstFactor'),
  };
}

function parseCounts(side: Fields, name: string): { comparisons: number; failures: number } {
  const comparisons = numberAt(side.comparisons, `${name}.comparisons`);
  const failures = numberAt(side.failures, `${name}.failures`);
  if (!Number.isInteger(comparisons) || !Number.isInteger(failures) || failures > comparisons) {
    throw invalid(name, `counts ${failures} failures in ${comparisons} comparisons`);
  }
  return { comparisons, failures };
}

function parseKnots(data: unknown, name: string, direction: 'rise' | 'fall'): RateKnots {
  const { distancesL2, rates } = objectAt(data, name);
  if (!Array.isArray(distancesL2) || !Array.isArray(rates) || rates.length < 2) {
    throw invalid(name, 'must have two or more distances and rates');
  }
  const knots = {
    distancesL2: distancesL2.map((value) => numberAt(value, name)),
    rates: rates.map((value) => rateAt(value, name)),
  };
  const ahead = direction === 'rise' ? knots.rates : [...knots.rates].reverse();
  if (distancesL2.length !== rates.length || !ascends(knots.distancesL2) || !ascends(ahead)) {
    throw invalid(name, `must have as many rates as distances, which ascend while the rates ${direction}`);
  }
  return knots;
}

function ascends(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value > values[index - 1]!);
}

function objectAt(data: unknown, name: string): Fields {
  if (typeof data !== 'object' || data === null) throw invalid(name, 'is not an object');
  return { ...data };
}

function textAt(data: unknown, name: string): string {
  if (typeof data !== 'string' || data === '') throw invalid(name, 'is not a text');
  return data;
}

function numberAt(data: unknown, name: string): number {
  if (typeof data !== 'number' || !Number.isFinite(data) || data < 0) {
    throw invalid(name, 'is not a number of 0 or more');
  }
  return data;
}

function rateAt(data: unknown, name: string): number {
  const rate = numberAt(data, name);
  if (rate > 1) throw invalid(name, `holds a rate of ${rate}`);
  return rate;
}

function invalid(field: string, problem: string): BiometricsError {
  return new BiometricsError(
    'CALIBRATION_INVALID',
    `The calibration's ${field} ${problem}; calibrate the model again.`,
    { context: { field } },
  );
}
