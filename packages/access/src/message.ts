import { isReasonCode, type ReasonCode } from './reason-code.ts';

export const LANGUAGES = Object.freeze(['en', 'es'] as const);

/** Languages that a door speaks. */
export type Language = (typeof LANGUAGES)[number];

type Messages = Readonly<Record<ReasonCode, string>>;

const ENGLISH: Messages = {
  granted: 'Welcome in!',
  unknown_face: 'I do not recognise you. Please ask at reception.',
  ambiguous_match: 'I am not sure who you are. Please try again, or use your card.',
  face_mismatch: 'This card belongs to somebody else.',
  unknown_card: 'I do not know this card. Please ask at reception.',
  card_revoked: 'This card is no longer valid. Please ask at reception.',
  card_required: 'Please show your card as well.',
  mode_not_allowed: 'No card is needed here. Please look at the camera.',
  person_suspended: 'Your access is suspended. Please ask at reception.',
  person_expired: 'Your visit has ended. Please ask at reception.',
  person_not_yet_valid: 'Your visit has not begun yet. Please ask at reception.',
  no_grant: 'You have no access to this door.',
  grant_expired: 'Your access to this door has expired.',
  grant_not_yet_valid: 'Your access to this door has not begun yet.',
  outside_schedule: 'You have no access to this door at this time.',
  closed_for_holiday: 'You have no access to this door today.',
  lockdown: 'This door is closed for now. Please do as the staff tell you.',
  antipassback_violation: 'I cannot let you through here now. Please ask at reception.',
  escort_required: 'Please wait here for your host.',
  area_full: 'There is no room inside at the moment. Please try again later.',
  second_person_required: 'One moment, please. You cannot go in alone.',
  too_few_frames: 'Please look at the camera a little longer.',
  frames_disagree: 'I am not sure that this was only you. Please stand before the camera alone.',
  poor_quality: 'I cannot see you well. Please come closer and look at the camera.',
  pad_failed: 'I could not make sure that you are here in person. Please try again, or ask at reception.',
  unknown_door: 'This door is not set up yet.',
  door_disabled: 'This door is out of service. Please use another one.',
  model_mismatch: 'This door is being updated. Please try again later.',
  stale_observation: 'That took too long. Please try again.',
  no_template: 'Your face is not enrolled yet. Please ask at reception.',
  roster_unavailable: 'I cannot check your access right now. Please try again.',
  overloaded: 'Too many people at once. Please try again in a moment.',
  gallery_not_ready: 'Still starting. Please try again in a moment.',
  internal_error: 'Something went wrong. Please try again, or ask at reception.',
};

const SPANISH: Messages = {
  granted: '¡Le damos la bienvenida! Por favor, siga adelante.',
  unknown_face: 'No le reconozco. Por favor, pregunte en recepción.',
  ambiguous_match: 'No estoy seguro de quién es. Inténtelo de nuevo o use su tarjeta.',
  face_mismatch: 'Esta tarjeta es de otra persona.',
  unknown_card: 'No conozco esta tarjeta. Por favor, pregunte en recepción.',
  card_revoked: 'Esta tarjeta ya no es válida. Por favor, pregunte en recepción.',
  card_required: 'Por favor, presente también su tarjeta.',
  mode_not_allowed: 'Aquí no hace falta tarjeta. Por favor, mire a la cámara.',
  person_suspended: 'Su acceso está suspendido. Por favor, pregunte en recepción.',
  person_expired: 'Su visita ha terminado. Por favor, pregunte en recepción.',
  person_not_yet_valid: 'Su visita aún no ha comenzado. Por favor, pregunte en recepción.',
  no_grant: 'No tiene acceso a esta puerta.',
  grant_expired: 'Su acceso a esta puerta ha caducado.',
  grant_not_yet_valid: 'Su acceso a esta puerta aún no ha comenzado.',
  outside_schedule: 'No tiene acceso a esta puerta a esta hora.',
  closed_for_holiday: 'Hoy no tiene acceso a esta puerta.',
  lockdown: 'Esta puerta está cerrada por ahora. Por favor, siga las indicaciones del personal.',
  antipassback_violation: 'Ahora no puedo dejarle pasar por aquí. Por favor, pregunte en recepción.',
  escort_required: 'Por favor, espere aquí a su anfitrión.',
  area_full: 'Ahora mismo no hay sitio dentro. Inténtelo más tarde.',
  second_person_required: 'Un momento, por favor. No puede entrar solo.',
  too_few_frames: 'Por favor, mire a la cámara un poco más.',
  frames_disagree:
    'No estoy seguro de haber visto a una sola persona. Por favor, póngase solo ante la cámara.',
  poor_quality: 'No le veo bien. Por favor, acérquese y mire a la cámara.',
  pad_failed: 'No he podido comprobar que está aquí en persona. Inténtelo de nuevo o pregunte en recepción.',
  unknown_door: 'Esta puerta aún no está configurada.',
  door_disabled: 'Esta puerta está fuera de servicio. Por favor, use otra.',
  model_mismatch: 'Esta puerta se está actualizando. Inténtelo más tarde.',
  stale_observation: 'Ha tardado demasiado. Inténtelo de nuevo.',
  no_template: 'Su cara aún no está registrada. Por favor, pregunte en recepción.',
  roster_unavailable: 'Ahora no puedo comprobar su acceso. Inténtelo de nuevo.',
  overloaded: 'Demasiadas personas a la vez. Inténtelo de nuevo en un momento.',
  gallery_not_ready: 'Todavía estoy arrancando. Inténtelo de nuevo en un momento.',
  internal_error: 'Algo ha fallado. Inténtelo de nuevo o pregunte en recepción.',
};

const MESSAGES: Readonly<Record<Language, Messages>> = { en: ENGLISH, es: SPANISH };

/**
 * What the door says. Only `granted` invites in, in either language.
 *
 * @param reason a `ReasonCode`; a code that a newer coordinator sent and this version does not know is answered as
 * `internal_error` is
 */
export function messageFor(reason: string, language: Language): string {
  return MESSAGES[language][isReasonCode(reason) ? reason : 'internal_error'];
}

export function isLanguage(text: string): text is Language {
  return (LANGUAGES as readonly string[]).includes(text);
}
