/** Acts that a site may reserve to two administrators: one proposes, another confirms. */
export const TWO_PERSON_ACTS = Object.freeze([
  /** A person is erased with everything that belongs to them. */
  'person.erase',
  /** An account becomes one of an administrator. */
  'administrator.add',
  /** A larger share of strangers may be taken for somebody in a building. */
  'building.loosen',
] as const);

export type TwoPersonAct = (typeof TWO_PERSON_ACTS)[number];

export function isTwoPersonAct(text: string): text is TwoPersonAct {
  return (TWO_PERSON_ACTS as readonly string[]).includes(text);
}

/** Whether a building that goes from one target to another takes more strangers for somebody than before. */
export function loosens(fromTargetFpir: number, toTargetFpir: number): boolean {
  return !(toTargetFpir <= fromTargetFpir);
}
