import type { AntipassbackMode } from '../areas/area.ts';

/** What holds at a door besides its own settings and anybody's grants. */
export interface DoorRules {
  /** Whether the door, its building or its site is locked down. */
  readonly lockedDown: boolean;
  /** Of the building and its site, those near the day that was asked for. */
  readonly holidays: readonly DoorHoliday[];
  readonly escortSeconds?: number;
  readonly escortVisitors?: number;
  /** The area that the door leads into. */
  readonly entry?: AreaBorder;
  /** The area that the door leads out of. */
  readonly exit?: AreaBorder;
}

export interface DoorHoliday {
  /** `YYYY-MM-DD` */
  readonly firstDay: string;
  readonly lastDay: string;
  /** Opaque to the roster. Absent: closed all day. */
  readonly hours?: unknown;
}

export interface AreaBorder {
  readonly id: string;
  readonly antipassback: AntipassbackMode;
  readonly antipassbackMinutes?: number;
  readonly maxPersons?: number;
  readonly secondPersonSeconds?: number;
}

export interface DoorRulesRepository {
  /**
   * Read anew for each decision: a lockdown holds from the moment it is committed.
   * @returns undefined when there is no such door
   */
  forDoor(doorId: string, at: Date): Promise<DoorRules | undefined>;
}
