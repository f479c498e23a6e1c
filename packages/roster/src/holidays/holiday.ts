/** A day, or several in a row, on which a site or one of its buildings does not keep its usual hours. */
export interface Holiday {
  readonly id: string;
  /** `site` or `site/building` */
  readonly place: string;
  readonly name: string;
  /** `YYYY-MM-DD`, by the calendar of the building. */
  readonly firstDay: string;
  /** Inclusive. */
  readonly lastDay: string;
  /** Opaque to the roster; `@portero/access` gives it a meaning. Absent: closed all day. */
  readonly hours?: unknown;
}

export interface NewHoliday {
  /** `site`, or `site/building` for one building of it. */
  place: string;
  /** 1 to 200 characters. */
  name: string;
  /** `YYYY-MM-DD` */
  firstDay: string;
  /** @defaultValue the first day */
  lastDay?: string | undefined;
  /** A JSON list. */
  hours?: readonly unknown[] | undefined;
}

export interface HolidayRepository {
  /**
   * The same holiday (place, name, days) is kept once; `added` says whether it was new. One that was there takes on the
   * hours that are given.
   * @throws {RosterError} NOT_FOUND (place), INVALID_PLACE, INVALID_INPUT
   */
  add(holiday: NewHoliday): Promise<{ holiday: Holiday; added: boolean }>;
  /** By day. @param filter.place a site with its buildings, or a building with what holds for all of its site */
  list(filter?: { place?: string | undefined; since?: string | undefined }): Promise<Holiday[]>;
  /** @throws {RosterError} NOT_FOUND */
  remove(holidayId: string): Promise<Holiday>;
}
