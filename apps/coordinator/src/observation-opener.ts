import type { BusMessage } from '@portero/bus';
import {
  type DoorAddress,
  type EdgeMessageOpener,
  formatDoor,
  formatEdge,
  MAX_BYTES,
  type OpenedObservation,
  openObservation,
  parseTopic,
} from '@portero/protocol';
import type { AttemptLimit } from './attempt-limit.ts';
import type { EdgeDirectory } from './edge-directory.ts';

/** Gets no answer: whoever sent it has not shown to be the edge of that door. */
interface RefusedMessage {
  ok: false;
  reason: string;
  detail?: string;
  door?: string;
}

export type AddressedMessage = { ok: true; door: DoorAddress } | RefusedMessage;
export type OpenedMessage = { ok: true; observation: OpenedObservation } | RefusedMessage;

/** What is known of a message without computing anything: a device that floods must not cost the others their time. */
export function addressOf(
  { topic, payload, retain }: BusMessage,
  { rates }: { rates: AttemptLimit },
): AddressedMessage {
  if (payload.length > MAX_BYTES.sealedObservation) return { ok: false, reason: 'too_large' };
  const parsed = parseTopic(topic);
  if (parsed?.kind !== 'observe') return { ok: false, reason: 'bad_topic' };
  const door = formatDoor(parsed.door);
  // An observation is of this moment; nobody has a reason to keep one on the broker.
  if (retain) return { ok: false, reason: 'retained', door };
  if (!rates.allows(formatEdge(parsed.door))) return { ok: false, reason: 'too_many', door };
  return { ok: true, door: parsed.door };
}

/** From bytes on a door's topic to an observation that the edge of that topic signed and sealed. */
export async function openMessage(
  payload: Uint8Array,
  topicDoor: DoorAddress,
  { edges, opener }: { edges: Pick<EdgeDirectory, 'keysOf'>; opener: EdgeMessageOpener },
): Promise<OpenedMessage> {
  const keys = await edges.keysOf(topicDoor);
  if (!keys) return { ok: false, reason: 'unknown_edge', door: formatDoor(topicDoor) };
  const opened = openObservation(payload, keys, { topicDoor, opener });
  if (opened.ok) return { ok: true, observation: opened.value };
  return { ok: false, reason: opened.reason, detail: opened.detail, door: formatDoor(topicDoor) };
}
