import type { Language } from '@portero/access';
import type { EdgeRefusal } from '../events.ts';

const MESSAGES: Readonly<Record<Language, Readonly<Record<EdgeRefusal, string>>>> = {
  en: {
    offline: 'I have no connection. Please ask at reception.',
    publish_failed: 'I have no connection. Please ask at reception.',
    no_answer: 'I got no answer. Please try again.',
    actuator_failed: 'The lock does not answer. Please ask at reception.',
    stopped: 'This door is being restarted. Please try again in a moment.',
  },
  es: {
    offline: 'No tengo conexión. Por favor, pregunte en recepción.',
    publish_failed: 'No tengo conexión. Por favor, pregunte en recepción.',
    no_answer: 'No he recibido respuesta. Inténtelo de nuevo.',
    actuator_failed: 'La cerradura no responde. Por favor, pregunte en recepción.',
    stopped: 'Esta puerta se está reiniciando. Inténtelo de nuevo en un momento.',
  },
};

/** What the door says when it keeps shut for a reason of its own. The coordinator's reasons are `access`'s to say. */
export function refusalMessage(reason: EdgeRefusal, language: Language): string {
  return MESSAGES[language][reason];
}
