import type { PortraitDefect, PortraitFlaw } from '@portero/biometrics';

interface Words {
  what(flaw: PortraitFlaw): string;
  fix: string;
}

const degrees = ({ value }: PortraitFlaw) => `${Math.abs(Math.round(value))}°`;
const percent = ({ value }: PortraitFlaw) => `${Math.round(value * 100)} %`;
const LIGHT = 'Use one in even light from the front, neither against a window nor under a spotlight.';
const LOOK = 'Use one that looks straight into the camera.';

const WORDS: Readonly<Record<PortraitDefect, Words>> = Object.freeze({
  face_too_small: {
    what: ({ value, limit }) =>
      `the face is too small: ${Math.round(value)} pixels from eye to eye, at least ${limit} are needed`,
    fix: 'Use a larger photograph, or one taken from nearer.',
  },
  blurred: {
    what: () => 'the face is blurred',
    fix: 'Use a sharp one: hold still, clean the lens, add light.',
  },
  turned_aside: { what: (flaw) => `the face is turned aside by ${degrees(flaw)}`, fix: LOOK },
  looking_up: { what: (flaw) => `the face looks up by ${degrees(flaw)}`, fix: LOOK },
  looking_down: { what: (flaw) => `the face looks down by ${degrees(flaw)}`, fix: LOOK },
  tilted: { what: (flaw) => `the head is tilted by ${degrees(flaw)}`, fix: 'Use one with the head upright.' },
  too_dark: { what: () => 'the face is too dark', fix: LIGHT },
  too_bright: { what: () => 'the face is too bright', fix: LIGHT },
  low_contrast: { what: () => 'the face has hardly any contrast', fix: LIGHT },
  clipped: { what: (flaw) => `${percent(flaw)} of the face is plain black or white`, fix: LIGHT },
  uneven_light: { what: () => 'one side of the face is lit much more than the other', fix: LIGHT },
  cut_off: {
    what: (flaw) => `the face is cut off at the edge: ${percent(flaw)} of it is in the picture`,
    fix: 'Use one that shows the whole face, with some room around it.',
  },
  unlike_a_face: {
    what: () => 'eyes, nose and mouth cannot be made out clearly',
    fix: 'Use a sharp, well-lit photograph that shows the whole face from the front.',
  },
  eyes_covered: {
    what: () => 'the eyes seem to be covered',
    fix: 'Take off dark glasses, and keep hair and hands away from the face.',
  },
  mouth_covered: {
    what: () => 'mouth and chin seem to be covered',
    fix: 'Take off a mask or a scarf, and keep hands away from the face.',
  },
});

/** A flaw of a portrait as a person reads it. */
export function flawWords(flaw: PortraitFlaw): { what: string; fix: string } {
  const { what, fix } = WORDS[flaw.defect];
  return { what: what(flaw), fix };
}
