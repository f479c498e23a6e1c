import type { BusMessage } from '@portero/bus';

type Message = Pick<BusMessage, 'payload' | 'topic'>;

/** Both forms of an observation end in base64url of what was computed from all of it: 22 characters are 128 bits. */
const TAIL_BYTES = 22;

/**
 * The messages that are being answered. A door that hears nothing sends the same bytes again; while the first of them is
 * worked on, the others would only take its time. Once it is answered, or shed, another is a message like any other.
 *
 * Only a message that is equal to the last byte counts as the same: nobody can keep another's out by sending one that ends alike.
 */
export class MessagesInHand {
  readonly #messages = new Map<string, Message>();

  get size(): number {
    return this.#messages.size;
  }

  /** @returns whether it is the first of its kind, and to be handed back with `release` */
  take(message: Message): boolean {
    const key = keyOf(message);
    const held = this.#messages.get(key);
    if (held?.payload.equals(message.payload)) return false;
    if (!held) this.#messages.set(key, message);
    return true;
  }

  release(message: Message): void {
    const key = keyOf(message);
    if (this.#messages.get(key) === message) this.#messages.delete(key);
  }
}

function keyOf({ topic, payload }: Message): string {
  return `${topic} ${payload.toString('latin1', Math.max(0, payload.length - TAIL_BYTES))}`;
}
