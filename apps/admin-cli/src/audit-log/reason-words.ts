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
  no_grant: 'the person was recognised and had no grant for this door',
  grant_expired: 'the person was recognised, and every grant for this door had run out',
  grant_not_yet_valid: 'the person was recognised, and the grant for this door began later',
  outside_schedule: 'the person was recognised, and the grant for this door does not cover that hour',
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
