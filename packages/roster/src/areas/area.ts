export const ANTIPASSBACK_MODES = Object.freeze(['off', 'soft', 'hard', 'timed'] as const);

/** What an area does about somebody who enters it again without having left: nothing, mark it, refuse, refuse for a while. */
export type AntipassbackMode = (typeof ANTIPASSBACK_MODES)[number];

export type CrossingDirection = 'entry' | 'exit';

/** A part of a building that doors lead into and out of. */
export interface Area {
  readonly id: string;
  /** `site/building/area` */
  readonly address: string;
  readonly buildingId: string;
  readonly antipassback: AntipassbackMode;
  /** With `timed`: how long after an entry the next is refused, 1 to 1440 min. */
  readonly antipassbackMinutes?: number;
  /** Most people who may be inside. Absent: any number. */
  readonly maxPersons?: number;
  /** Two-person rule: within so many seconds, 1 to 600, a second person has to ask. Absent: one is enough. */
  readonly secondPersonSeconds?: number;
  /** After so many hours, 1 to 720, a passage says nothing any more about where somebody is. */
  readonly forgetAfterHours: number;
  readonly createdAt: Date;
}

export interface AreaSettings {
  /** @defaultValue 'off' */
  antipassback?: AntipassbackMode | undefined;
  /** Given with `timed` and with nothing else. */
  antipassbackMinutes?: number | undefined;
  /** `null` takes the limit away. */
  maxPersons?: number | null | undefined;
  /** `null` takes the rule away. */
  secondPersonSeconds?: number | null | undefined;
  /** @defaultValue 24 */
  forgetAfterHours?: number | undefined;
}

export interface AreaDoor {
  /** `site/building/edge/door` */
  readonly door: string;
  readonly direction: CrossingDirection;
}

/** Somebody of whom the last that is known is that they entered. */
export interface Presence {
  /** Opaque, and it outlives the person. */
  readonly personId: string;
  readonly since: Date;
  /** False while the lock has not said whether they passed. */
  readonly acknowledged: boolean;
}

export interface AreaRepository {
  /** Makes the area, or changes what is given of one that is there. @throws {RosterError} NOT_FOUND (building), INVALID_INPUT */
  ensure(address: string, settings?: AreaSettings): Promise<{ area: Area; created: boolean }>;
  find(address: string): Promise<Area | undefined>;
  /** @param building `site/building` @defaultValue all */
  list(building?: string): Promise<Area[]>;
  /**
   * The door leads into the area, out of it, or (`null`) neither. A door leads into one area at most and out of one.
   * @throws {RosterError} NOT_FOUND, ALREADY_EXISTS when it lies on the border of another area, INVALID_INPUT when it is of
   *   another building
   */
  setDoor(address: string, door: string, direction: CrossingDirection | null): Promise<AreaDoor[]>;
  /** @throws {RosterError} NOT_FOUND */
  doors(address: string): Promise<AreaDoor[]>;
  /** Who is inside, as far as acknowledged unlocks tell. @throws {RosterError} NOT_FOUND */
  inside(address: string): Promise<Presence[]>;
  /**
   * From now on nothing is known of where the person is, or anybody: they may enter or leave once without question.
   * @throws {RosterError} NOT_FOUND
   */
  reset(address: string, personId?: string): Promise<void>;
}
