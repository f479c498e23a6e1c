import { describe, expect, it } from 'vitest';
import { LANGUAGES } from './message.ts';
import { isPromptCode, PROMPT_CODES, promptFor } from './prompt.ts';

describe('prompts at the door', () => {
  it.each(LANGUAGES)('ask for each thing in words of their own, in %s', (language) => {
    const words = PROMPT_CODES.map((code) => promptFor(code, language));
    expect(new Set(words).size).toBe(PROMPT_CODES.length);
    expect(words.every((text) => text.length > 5)).toBe(true);
  });

  it('name the side as the person has it', () => {
    expect(promptFor('turn_head_left', 'en')).toContain('your left');
    expect(promptFor('turn_head_left', 'es')).toContain('su izquierda');
    expect(promptFor('turn_head_right', 'es')).toContain('su derecha');
  });

  it('are told from codes that this version does not know', () => {
    expect(PROMPT_CODES.every(isPromptCode)).toBe(true);
    expect(['constructor', 'stand_on_one_leg', ''].some(isPromptCode)).toBe(false);
  });
});
