import { normalDeviate } from '@portero/biometrics';

/** One axis of a chart: where a value stands, and where it is labelled. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  /** Share of the axis, 0 … 1; values beyond the ends stand at the ends. */
  place(value: number): number;
}

export function linearScale(from: number, to: number): Scale {
  const rough = (to - from) / 6;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = magnitude * ([1, 2, 5, 10].find((factor) => factor * magnitude >= rough) ?? 10);
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  const ticks = Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)));
  return scale({ from, to, ticks }, (value) => value);
}

/** Decades, and 2 and 5 between them where there is room. `from` above 0. */
export function logScale(from: number, to: number): Scale {
  const low = Math.floor(Math.log10(from));
  const high = Math.ceil(Math.log10(to));
  const factors = high - low > 3 ? [1] : [1, 2, 5];
  const ticks = Array.from({ length: high - low + 1 }, (_, index) => low + index)
    .flatMap((exponent) => factors.map((factor) => Number((factor * 10 ** exponent).toPrecision(3))))
    .filter((tick) => tick >= from * (1 - 1e-9) && tick <= to * (1 + 1e-9));
  return scale({ from, to, ticks }, Math.log10);
}

const DEVIATE_TICKS = [1e-5, 1e-4, 1e-3, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99, 0.999];

/** Normal deviates: on two of these axes the errors of two normal distributions trade off along a straight line. */
export function deviateScale(from: number, to: number): Scale {
  const ticks = DEVIATE_TICKS.filter((tick) => tick >= from && tick <= to);
  return scale({ from, to, ticks }, normalDeviate);
}

function scale(
  { from, to, ticks }: Pick<Scale, 'from' | 'to' | 'ticks'>,
  transform: (value: number) => number,
): Scale {
  const start = transform(from);
  const length = transform(to) - start;
  const place = (value: number) => (transform(Math.min(Math.max(value, from), to)) - start) / length;
  return { from, to, ticks, place };
}

/** The next lower number of the series 1, 2, 5, 10 …: an end for an axis. */
export function roundDown(value: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(value) + 1e-9);
  return magnitude * ([5, 2].find((factor) => factor * magnitude <= value * (1 + 1e-9)) ?? 1);
}

/** The next higher number of the series. */
export function roundUp(value: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(value) + 1e-9);
  return magnitude * ([1, 2, 5].find((factor) => factor * magnitude >= value * (1 - 1e-9)) ?? 10);
}
