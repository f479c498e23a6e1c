/**
 * Every reason a decision can have, with what it means. `granted` is the only one that opens a door.
 * The code travels in the command's `reason` and into the record of the decision; `messageFor` says it to people.
 */
export const REASON_CODES = Object.freeze([
  /** The person was recognised, is active, and has a grant for this door that holds now. */
  'granted',
  /** Nobody enrolled is near enough to the face. */
  'unknown_face',
  /** Two enrolled people are about equally near to the face. */
  'ambiguous_match',
  /** The face is not that of the card's owner. */
  'face_mismatch',
  /** The card is not on the roster of the site. */
  'unknown_card',
  /** The card has been revoked, or is outside its own validity. */
  'card_revoked',
  /** The door wants a card with the face, and none was shown. */
  'card_required',
  /** The door does not take cards. */
  'mode_not_allowed',
  /** The person is known and barred from everything for now. */
  'person_suspended',
  /** The person's own time, as a visitor's, is over: they may enter nothing. */
  'person_expired',
  /** The person's own time has not begun. */
  'person_not_yet_valid',
  /** The person has no grant for this door. */
  'no_grant',
  /** Every grant of the person for this door has run out. */
  'grant_expired',
  /** The person's grant for this door begins later. */
  'grant_not_yet_valid',
  /** The person's grant for this door does not cover this hour of the week. */
  'outside_schedule',
  /** The person's grant for this door would cover this hour if the day were not a holiday. */
  'closed_for_holiday',
  /** The place is locked down, and the person has no grant that holds even so. */
  'lockdown',
  /** The person enters an area that they have not left, or leaves one that they have not entered. */
  'antipassback_violation',
  /** The person enters only with an escort, and none has just been let in who may bring one more. */
  'escort_required',
  /** As many people are in the area as may be. */
  'area_full',
  /** The person would be alone in an area that is not entered alone. */
  'second_person_required',
  /** The door asks for more pictures of a person than were sent. */
  'too_few_frames',
  /** The pictures do not all show the same person, or too few of them show the one that they show together. */
  'frames_disagree',
  /** The picture is too poor to be sure of anybody. */
  'poor_quality',
  /** Nothing shows that a live person stands there, or something shows that none does; and no card would help. */
  'pad_failed',
  /** The door that asks is not on the roster. */
  'unknown_door',
  /** The door has been taken out of service. */
  'door_disabled',
  /** The embedding comes from another model than the templates. */
  'model_mismatch',
  /** The observation came too late to be answered. */
  'stale_observation',
  /** The person has no template of this model to compare with. */
  'no_template',
  /** The roster could not be asked. */
  'roster_unavailable',
  /** The coordinator has too much to do. */
  'overloaded',
  /** The gallery of this building is still being loaded. */
  'gallery_not_ready',
  /** A value that cannot be right (not a number, out of range, contradictory), or a fault of ours. */
  'internal_error',
] as const);

export type ReasonCode = (typeof REASON_CODES)[number];

/** Every reason but `granted`. */
export type DenialReason = Exclude<ReasonCode, 'granted'>;

/** Whether a text from the wire is a reason that this version knows. */
export function isReasonCode(text: string): text is ReasonCode {
  return (REASON_CODES as readonly string[]).includes(text);
}
