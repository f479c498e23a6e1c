import type { ReasonCode } from '@portero/access';

/** Why a door opened or stayed shut, as a clause. */
export const REASON_WORDS: Readonly<Record<ReasonCode, string>> = Object.freeze({
  granted: 'the person was recognised, is active, and has a grant for this door that held then',
  unknown_face: 'nobody who is enrolled was near enough to the face',
  ambiguous_match: 'two people who are enrolled were about equally near to the face',
  face_mismatch: 'the face was not that of the owner of the card',
  unknown_card: 'the card is not known at the site',
  card_revoked: 'the card was revoked, or outside its own validity',
  card_required: 'the door asks for a card with the face, and none was shown',
  mode_not_allowed: 'the door takes no cards',
  person_suspended: 'the person was recognised and is suspended',
  person_expired: 'the person was recognised, and their own time, such as a visit, was over',
  person_not_yet_valid: 'the person was recognised, and their own time, such as a visit, had not begun',
  no_grant: 'the person was recognised and had no grant for this door',
  grant_expired: 'the person was recognised, and every grant for this door had run out',
  grant_not_yet_valid: 'the person was recognised, and the grant for this door began later',
  outside_schedule: 'the person was recognised, and the grant for this door does not cover that hour',
  closed_for_holiday: 'the person was recognised, and the day was a holiday on which the grant does not hold',
  lockdown: 'the person was recognised, the place was locked down, and no grant of theirs holds even so',
  antipassback_violation:
    'the person entered an area that they had not left, or left one that they had not entered',
  escort_required:
    'the person enters only with an escort, and none had just been let in who could bring one more',
  area_full: 'as many people were in the area as may be',
  second_person_required: 'the person would have been alone in an area that is not entered alone',
  too_few_frames: 'fewer pictures were sent than the door asks for',
  frames_disagree: 'the pictures did not all show the same person, or too few did so clearly',
  poor_quality: 'the pictures were too poor to be sure of anybody',
  pad_failed: 'it was not certain that a live person stood there',
  unknown_door: 'the door is not known',
  door_disabled: 'the door was out of service',
  model_mismatch: 'the face was encoded by another model than the templates',
  stale_observation: 'the pictures came too late to be answered',
  no_template: 'the owner of the card has no template of this model',
  roster_unavailable: 'the database could not be asked',
  overloaded: 'the coordinator had too much to do',
  gallery_not_ready: 'the gallery of the building was still being loaded',
  internal_error: 'a value could not be right, or Portero itself failed',
});

export function reasonWords(reason: string): string {
  return (REASON_WORDS as Readonly<Record<string, string>>)[reason] ?? `the reason was ${reason}`;
}
