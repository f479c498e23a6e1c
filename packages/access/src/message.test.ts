import { describe, expect, it } from 'vitest';
import { LANGUAGES, messageFor } from './message.ts';
import { isReasonCode, REASON_CODES } from './reason-code.ts';

describe('messages at the door', () => {
  it.each(REASON_CODES.flatMap((reason) => LANGUAGES.map((language) => [reason, language] as const)))(
    'say %s in %s',
    (reason, language) => {
      expect(messageFor(reason, language).length).toBeGreaterThan(5);
    },
  );

  it('greet as the notebook does', () => {
    expect(messageFor('granted', 'en').toLowerCase()).toContain('welcome in!');
    expect(messageFor('granted', 'es').toLowerCase()).toContain('siga adelante');
  });

  it('invite in only when access is granted', () => {
    for (const reason of REASON_CODES.filter((each) => each !== 'granted')) {
      expect(messageFor(reason, 'en')).not.toMatch(/welcome/i);
      expect(messageFor(reason, 'es')).not.toMatch(/bienvenid|adelante/i);
    }
  });

  it('differ by reason', () => {
    for (const language of LANGUAGES) {
      expect(new Set(REASON_CODES.map((reason) => messageFor(reason, language))).size).toBe(
        REASON_CODES.length,
      );
    }
  });

  it('do not fail for a reason from a newer coordinator, nor for a name of every object', () => {
    expect(messageFor('grant_on_holiday', 'es')).toBe(messageFor('internal_error', 'es'));
    expect(isReasonCode('constructor')).toBe(false);
    expect(messageFor('constructor', 'en')).toBe(messageFor('internal_error', 'en'));
  });
});
