import { readFile } from 'node:fs/promises';
import ICAL from 'ical.js';
import { CliError, cannotRead } from '../cli-error.ts';

export interface CalendarDays {
  name: string;
  /** `YYYY-MM-DD` */
  firstDay: string;
  lastDay: string;
}

export interface HolidayCalendar {
  /** By day. */
  days: CalendarDays[];
  /** Events with times of day. */
  skipped: number;
}

/** A rule that repeats every day for ever must not keep the program busy for as long. */
const MAX_OCCURRENCES = 5000;

/**
 * The whole-day events (RFC 5545, `VALUE=DATE`) of a calendar file, repeated ones followed to the end of the range.
 *
 * @param range civil dates, the first inclusive
 * @throws {CliError} NOT_FOUND when the file cannot be read, USAGE when it is no calendar
 */
export async function readHolidayCalendar(
  file: string,
  range: { from: string; until: string },
): Promise<HolidayCalendar> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw cannotRead(`the calendar ${file}`, cause);
  });
  const events = eventsOf(text, file);
  const wholeDays = events.filter((event) => event.startDate?.isDate);
  const days = wholeDays
    .flatMap((event) => daysOf(event, range))
    .toSorted((one, other) => (one.firstDay < other.firstDay ? -1 : 1));
  return { days, skipped: events.length - wholeDays.length };
}

function eventsOf(text: string, file: string): ICAL.Event[] {
  try {
    const calendar = new ICAL.Component(ICAL.parse(text));
    if (calendar.name !== 'vcalendar') throw new Error(`it is a ${calendar.name}`);
    return calendar.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
  } catch (cause) {
    throw new CliError(
      'USAGE',
      {
        what: `${file} is no iCalendar file`,
        cause: cause instanceof Error ? cause.message.slice(0, 200) : 'unreadable',
        fix: 'Give a file that begins with BEGIN:VCALENDAR, as calendars export it.',
      },
      { cause },
    );
  }
}

function daysOf(event: ICAL.Event, { from, until }: { from: string; until: string }): CalendarDays[] {
  const name = event.summary?.trim().slice(0, 200) || 'Holiday';
  // DTEND is the first day after the event; without it and without a duration the event is one day long.
  const length = Math.max(1, event.duration.toSeconds() / 86_400);
  const found: CalendarDays[] = [];
  for (const start of occurrences(event)) {
    const firstDay = civilDate(start);
    if (firstDay >= until) break;
    const lastDay = civilDate(start, length - 1);
    if (lastDay >= from) found.push({ name, firstDay, lastDay });
  }
  return found;
}

function* occurrences(event: ICAL.Event): Generator<ICAL.Time> {
  if (!event.isRecurring()) {
    yield event.startDate;
    return;
  }
  const iterator = event.iterator();
  for (let count = 0; count < MAX_OCCURRENCES; count++) {
    const next = iterator.next();
    if (!next) return;
    yield next;
  }
}

function civilDate(time: ICAL.Time, daysLater = 0): string {
  const date = time.clone();
  date.addDuration(ICAL.Duration.fromSeconds(Math.round(daysLater) * 86_400));
  return date.toString().slice(0, 10);
}
