import { RosterError } from './roster-error.ts';

/** @throws {RosterError} INVALID_INPUT saying what is wrong with `field`, without quoting the value */
export function invalid(field: string, must: string): never {
  throw new RosterError('INVALID_INPUT', `${field} ${must}.`, { context: { field } });
}

export function checkText(field: string, value: string, maxLength: number): void {
  if (typeof value !== 'string' || value.trim() === '' || value.length > maxLength || value.includes('\0')) {
    invalid(field, `must be a text of 1 to ${maxLength} characters`);
  }
}

export function checkUnit(field: string, value: number): void {
  if (!(value >= 0 && value <= 1)) invalid(field, 'must be a number from 0 to 1');
}

export function checkInteger(field: string, value: number, min: number, max: number): void {
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    invalid(field, `must be a whole number from ${min} to ${max}`);
  }
}

/** Finite, or left out. */
export function checkFinite(field: string, value: number | undefined): void {
  if (value !== undefined && !Number.isFinite(value)) invalid(field, 'must be a finite number');
}

export function checkOneOf<T extends string>(field: string, value: T, allowed: readonly T[]): void {
  if (!allowed.includes(value)) invalid(field, `must be one of ${allowed.join(', ')}`);
}

export function checkDate(field: string, value: Date): void {
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) invalid(field, 'must be a valid date');
}

export function checkValidity(validFrom: Date | undefined, validUntil: Date | undefined): void {
  if (validFrom) checkDate('validFrom', validFrom);
  if (validUntil) checkDate('validUntil', validUntil);
  if (validFrom && validUntil && validUntil <= validFrom) invalid('validUntil', 'must lie after validFrom');
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

export function checkUuid(field: string, value: string): void {
  if (!isUuid(value)) invalid(field, 'must be a UUID');
}
