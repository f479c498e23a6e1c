import type {
  Calibration,
  GroupRates,
  Histogram,
  IdentificationPolicy,
  IdentificationReport,
  VerificationReport,
} from '@portero/biometrics';

export interface EvaluationReportData {
  title: string;
  createdAt: Date;
  /** What was evaluated on what: model, engine, data set, pictures, failures. Names and values in words. */
  facts: readonly { name: string; value: string }[];
  identification?: IdentificationSection;
  verification?: VerificationSection;
  calibration?: CalibrationSection;
}

export interface DistanceHistograms {
  /** Of the same range and bins. */
  mated: Histogram;
  nonMated: Histogram;
}

export interface IdentificationSection {
  report: IdentificationReport;
  distances?: DistanceHistograms;
  /** One table for each way to divide the people. */
  groups?: readonly GroupTable[];
  pictures?: ErrorPictures;
}

export interface VerificationSection {
  report: Omit<VerificationReport, 'curve' | 'foldAccuracies' | 'folds'>;
  distances?: DistanceHistograms;
}

export interface CalibrationSection {
  calibration: Calibration;
  /** What it would set for some buildings; without a policy where no threshold meets the target. */
  policies: readonly {
    galleryPersons: number;
    targetFpir: number;
    policy?: IdentificationPolicy;
  }[];
}

export interface GroupTable {
  title: string;
  /** Where the groups come from and at which threshold they are compared. */
  caption: string;
  rates: readonly GroupRates[];
}

/** Small pictures as data URIs (`data:image/jpeg;base64,…`). Who has none is told apart by words alone. */
export interface ErrorPictures {
  /** By id of the probe. */
  probes: ReadonlyMap<string, string>;
  /** By id of the person, one of those enrolled. */
  people: ReadonlyMap<string, string>;
}
