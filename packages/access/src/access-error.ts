import { AppError } from '@portero/runtime';

/** Thrown for a schedule or a holiday that a person or a database handed in; a decision is never an error. */
export class AccessError extends AppError<'SCHEDULE_INVALID' | 'HOLIDAY_INVALID'> {}
