import type { Language } from './message.ts';

/**
 * What a door asks a person to do while it watches. The code travels in the door's status (docs/protocol.md), for a
 * display beside the door; left and right are the person's own.
 */
export const PROMPT_CODES = Object.freeze([
  'face_camera',
  'turn_head_left',
  'turn_head_right',
  'blink',
] as const);

export type PromptCode = (typeof PROMPT_CODES)[number];

const PROMPTS: Readonly<Record<Language, Readonly<Record<PromptCode, string>>>> = {
  en: {
    face_camera: 'Please look straight at the camera.',
    turn_head_left: 'Please turn your head well to your left.',
    turn_head_right: 'Please turn your head well to your right.',
    blink: 'Please blink.',
  },
  es: {
    face_camera: 'Por favor, mire de frente a la cámara.',
    turn_head_left: 'Por favor, gire bien la cabeza hacia su izquierda.',
    turn_head_right: 'Por favor, gire bien la cabeza hacia su derecha.',
    blink: 'Por favor, parpadee.',
  },
};

export function promptFor(prompt: PromptCode, language: Language): string {
  return PROMPTS[language][prompt];
}

/** Whether a text from the wire is a prompt that this version knows. */
export function isPromptCode(text: string): text is PromptCode {
  return (PROMPT_CODES as readonly string[]).includes(text);
}
