import { type ClockHours, type ScheduleWindow, WEEKDAYS, type Weekday } from '@portero/access';
import { InvalidArgumentError } from 'commander';

/** `09:00-13:00`; what the times may be is for the policy to say. */
export function clockHours(text: string): ClockHours {
  const [, from, to] = /^(\d{2}:\d{2})-(\d{2}:\d{2})$/.exec(text) ?? [];
  if (from === undefined || to === undefined) {
    throw new InvalidArgumentError('It must be two times such as 09:00-13:00.');
  }
  return { from, to };
}

/** `mon-fri 08:00-18:00`, `sat,sun 10:00-14:00` */
export function weeklyHours(text: string): ScheduleWindow {
  const [days, times, ...rest] = text.trim().split(/\s+/);
  if (days === undefined || times === undefined || rest.length > 0) {
    throw new InvalidArgumentError('It must be days and times such as "mon-fri 08:00-18:00".');
  }
  return { days: [...new Set(days.split(',').flatMap(daysOf))], ...clockHours(times) };
}

/** `fri-mon` goes over the end of the week. */
function daysOf(range: string): Weekday[] {
  const ends = range.split('-').map((day) => WEEKDAYS.indexOf(day as Weekday));
  const [first, last = first] = ends;
  if (first === undefined || last === undefined || ends.length > 2 || ends.includes(-1)) {
    throw new InvalidArgumentError(
      `The days must be some of ${WEEKDAYS.join(', ')}, such as mon-fri or sat,sun.`,
    );
  }
  const length = ((last - first + 7) % 7) + 1;
  return Array.from({ length }, (_, offset) => WEEKDAYS[(first + offset) % 7]!);
}
