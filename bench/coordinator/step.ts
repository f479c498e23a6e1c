/** Something that a decision costs. */
export interface Step {
  run(): unknown;
  /** Decisions that one run is worth. */
  readonly decisions: number;
}
