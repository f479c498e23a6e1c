import { BiometricsError } from '../biometrics-error.ts';
import type { Calibration } from './calibration.ts';
import { parseCalibration } from './parse-calibration.ts';

/** Where a calibration comes from, so that it can be made again, and told when it is out of date. */
export interface CalibrationProvenance {
  /** The data set and how pictures were chosen from it, in words. */
  readonly dataSet: string;
  /** Of the encoder package, when the pictures were encoded: another one may need another calibration. */
  readonly pipelineVersion: string;
  readonly pictures: number;
  readonly people: number;
  /** Pictures without a face that could be encoded; every comparison with one counts as a failure. */
  readonly failures: number;
  /** People left out, such as those whose pictures report how good the model is. */
  readonly peopleExcluded: number;
  /** People and pictures left out because they bear a wrong name, as somebody saw who looked at them. */
  readonly leftOut: readonly string[];
  /** ISO 8601 date. */
  readonly fittedOn: string;
}

/** What lies in a calibration's file: `JSON.stringify` writes it, {@link parseCalibrationFile} reads it. */
export interface CalibrationFile {
  readonly format: 'portero-calibration';
  readonly provenance: CalibrationProvenance;
  readonly calibration: Calibration;
}

/** Finer than any distance is known, and than the step of 1e-9 that ends a list of knots. */
const SIGNIFICANT_DIGITS = 12;

/** As JSON of a few kilobytes: numbers are kept to twelve digits. */
export function calibrationFileText(file: CalibrationFile): string {
  const text = JSON.stringify(
    file,
    (_key, value: unknown) =>
      typeof value === 'number' && !Number.isInteger(value)
        ? Number(value.toPrecision(SIGNIFICANT_DIGITS))
        : value,
    2,
  );
  // Rounding could make two neighbouring knots equal; then it says so here and not at a door.
  parseCalibrationFile(JSON.parse(text));
  return `${text}\n`;
}

/** @throws {BiometricsError} CALIBRATION_INVALID */
export function parseCalibrationFile(data: unknown): CalibrationFile {
  const file = fieldsOf(data);
  if (file.format !== 'portero-calibration') throw invalid('is not the file of a calibration');
  const provenance = fieldsOf(file.provenance);
  const text = (name: string): string => {
    const value = provenance[name];
    if (typeof value !== 'string' || value === '') throw invalid(`lacks the text ${name}`);
    return value;
  };
  const whole = (name: string): number => {
    const value = provenance[name];
    if (!Number.isInteger(value) || (value as number) < 0) throw invalid(`lacks the number ${name}`);
    return value as number;
  };
  return {
    format: 'portero-calibration',
    provenance: {
      dataSet: text('dataSet'),
      pipelineVersion: text('pipelineVersion'),
      pictures: whole('pictures'),
      people: whole('people'),
      failures: whole('failures'),
      peopleExcluded: whole('peopleExcluded'),
      leftOut: texts(provenance.leftOut),
      fittedOn: text('fittedOn'),
    },
    calibration: parseCalibration(file.calibration),
  };
}

function texts(data: unknown): string[] {
  if (Array.isArray(data) && data.every((value) => typeof value === 'string')) return data;
  throw invalid('lacks the list leftOut');
}

function fieldsOf(data: unknown): Readonly<Record<string, unknown>> {
  if (typeof data !== 'object' || data === null) throw invalid('is not an object where one is needed');
  return { ...data };
}

function invalid(problem: string): BiometricsError {
  return new BiometricsError('CALIBRATION_INVALID', `What was read ${problem}; calibrate the model again.`);
}
