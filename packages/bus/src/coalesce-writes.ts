import type { Writable } from 'node:stream';

/**
 * Has what is written to a stream in one turn of the event loop leave together, in one call of the system instead of one a
 * packet: with many messages under way those calls are a large part of what MQTT costs. Nothing waits for another turn,
 * and a message that is alone leaves as soon as the turn ends.
 */
export function coalesceWrites(stream: Pick<Writable, 'cork' | 'uncork' | 'write'>): void {
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  let isHeld = false;
  const release = () => {
    isHeld = false;
    stream.uncork();
  };
  stream.write = (...args: unknown[]) => {
    if (!isHeld) {
      isHeld = true;
      stream.cork();
      setImmediate(release);
    }
    return write(...args);
  };
}
