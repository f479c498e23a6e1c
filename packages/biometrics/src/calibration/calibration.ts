/** Points of a curve that rises or falls with the distance throughout; distances ascend strictly. */
export interface RateKnots {
  readonly distancesL2: readonly number[];
  /** Of the same length. */
  readonly rates: readonly number[];
}

/**
 * The false-match rate below the smallest knot, as a generalised Pareto distribution of u − distance (peaks over a
 * threshold): FMR(d) = rate · (1 + shape · (u − d) / scale)^(−1 / shape), and rate · exp(−(u − d) / scale) for shape 0.
 */
export interface ParetoTail {
  /** u */
  readonly belowL2: number;
  /** FMR at u. */
  readonly rate: number;
  /** In L2, above 0. */
  readonly scale: number;
  /** 0 or more: see {@link fitCalibration}. */
  readonly shape: number;
  /** Distances below u, which it was fitted on. */
  readonly exceedances: number;
  /** The largest factor, 1 or more, between the tail and what was counted, where 30 or more were counted. */
  readonly worstFactor: number;
}

/**
 * What a distance of one model means: how often two people come as near (FMR), how often two pictures of one person
 * do not (FNMR). Plain data: `JSON.stringify` writes it, {@link parseCalibration} reads it back.
 */
export interface Calibration {
  readonly version: 1;
  readonly modelId: string;
  readonly modelVersion: string;
  readonly metric: 'l2';
  /** What it was fitted on, in words. */
  readonly source: string;
  readonly nonMated: {
    /** All of them; failures are comparisons that no threshold accepts. */
    readonly comparisons: number;
    readonly failures: number;
    /** From the tail up; rates rise. */
    readonly knots: RateKnots;
    readonly tail: ParetoTail;
    /**
     * Above this the FMR is measured: 30 false matches or more were counted. (Doddington's rule of 30: the truth is
     * then within 30 % with 90 % confidence.) Below it is the tail's word.
     */
    readonly measuredFrom: { readonly distanceL2: number; readonly fmr: number };
  };
  readonly mated: {
    readonly comparisons: number;
    readonly failures: number;
    /** Rates fall, from 1 to the share of failures. */
    readonly knots: RateKnots;
  };
}
