import type { Scene } from './scene/scene.ts';

export type Adversary =
  | 'stolen device'
  | 'rogue broker'
  | 'guest on the network'
  | 'disgruntled administrator'
  | 'former employee'
  | 'leaked backup'
  | 'thief of a token';

/** What was seen of an attempt. */
export interface Observed {
  /** Whether the attacker got what was wanted: a door that opened, a message that arrived, a log that verified. */
  achieved: boolean;
  /** A reason code, an error or a line of a log, as it was observed. */
  how: string;
}

export interface Attack {
  id: string;
  adversary: Adversary;
  tried: string;
  /** What should refuse it. */
  refusedBy: string;
  /** What `how` has to hold: an attack that fails for another reason has not shown anything. */
  expected: RegExp;
  attempt(scene: Scene): Promise<Observed>;
}

/** The same action by whoever may do it. If it fails, the refusals beside it mean nothing. */
export interface Control {
  id: string;
  what: string;
  holds(scene: Scene): Promise<boolean>;
}

/** Attacks of one kind, in the order in which they are run, with what shows that they could succeed. */
export interface Family {
  name: string;
  controls: readonly Control[];
  attacks: readonly Attack[];
}
