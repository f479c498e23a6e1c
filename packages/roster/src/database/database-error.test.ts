import { describe, expect, it } from 'vitest';
import { RosterError } from '../roster-error.ts';
import { toRosterError } from './database-error.ts';
import { isRetryable } from './is-retryable.ts';

function withCode(code: string, more: object = {}): Error {
  return Object.assign(new Error('from the driver'), { code, ...more });
}

describe('errors of the database', () => {
  it.each([
    ['23505', 'ALREADY_EXISTS', false],
    ['23503', 'NOT_FOUND', false],
    ['23514', 'INVALID_INPUT', false],
    ['22P02', 'INVALID_INPUT', false],
    ['40P01', 'DATABASE_CONFLICT', true],
    ['57P01', 'DATABASE_UNREACHABLE', true],
    ['53300', 'DATABASE_UNREACHABLE', true],
    ['28P01', 'DATABASE_REFUSED', false],
    ['ECONNREFUSED', 'DATABASE_UNREACHABLE', true],
    ['P1017', 'DATABASE_UNREACHABLE', true],
    ['P2025', 'NOT_FOUND', false],
  ])('%s is %s, retryable: %s', (code, expected, retryable) => {
    const cause = withCode(code);
    const error = toRosterError(cause, 'adding a door');
    expect(error).toBeInstanceOf(RosterError);
    expect(error).toMatchObject({ code: expected, cause, message: expect.stringContaining('adding a door') });
    expect(isRetryable(error)).toBe(retryable);
  });

  it('are recognised inside what wraps them', () => {
    const adapter = { cause: { originalCode: '23505' } };
    expect(toRosterError(withCode('P9999', { meta: { driverAdapterError: adapter } }), 'x')).toMatchObject({
      code: 'ALREADY_EXISTS',
    });
    expect(toRosterError(new AggregateError([withCode('ECONNREFUSED')], 'all failed'), 'x')).toMatchObject({
      code: 'DATABASE_UNREACHABLE',
    });
    expect(toRosterError(new Error('Connection terminated unexpectedly'), 'x')).toMatchObject({
      code: 'DATABASE_UNREACHABLE',
    });
  });

  it('forget the row that they quote', () => {
    const cause = withCode('23514', { detail: 'Failing row contains (Ana, 0042).' });
    expect(JSON.stringify(toRosterError(cause, 'x'))).not.toContain('Ana');
    expect(Reflect.get(cause, 'detail')).toBeUndefined();
  });

  it('of another kind, and our own, are handed back as they are', () => {
    const bug = new TypeError('a bug');
    expect(toRosterError(bug, 'x')).toBe(bug);
    const ours = new RosterError('NOT_FOUND', 'gone');
    expect(toRosterError(ours, 'x')).toBe(ours);
  });
});
