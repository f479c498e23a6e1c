/** The stages of a passage in their order, each by what is done in it. Milliseconds of wall clock. */
export const STAGES = [
  'readMs',
  'queueMs',
  'decodeMs',
  'detectMs',
  'landmarksMs',
  'alignMs',
  'encodeMs',
  'signMs',
  'coordinatorMs',
  'transportMs',
  'actuateMs',
] as const;
export type Stage = (typeof STAGES)[number];

/** One person at one door: from the moment the picture file is asked for to the moment the lock was told to open. */
export interface Passage {
  readonly opened: boolean;
  /** Why not, or `identified`. */
  readonly reason: string;
  readonly totalMs: number;
  /**
   * `coordinatorMs` is what the coordinator spent on it, and `transportMs` the rest of the wait for its answer: the
   * broker, both ways, and the verification of the command.
   */
  readonly stages: Readonly<Record<Stage, number>>;
}
