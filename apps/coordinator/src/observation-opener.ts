import type { BusMessage } from '@portero/bus';
import {
  type DoorAddress,
  formatDoor,
  formatEdge,
  MAX_BYTES,
  type Observation,
  type ObservationOpener,
  openObservation,
  parseTopic,
} from '@portero/protocol';
import type { AttemptLimit } from './attempt-limit.ts';
import type { EdgeDirectory } from './edge-directory.ts';

export type OpenedObservation =
  | { ok: true; observation: Observation; door: DoorAddress }
  /** Gets no answer: whoever sent it has not shown to be the edge of that door. */
  | { ok: false; reason: string; detail?: string; door?: string };

/** From bytes on a topic to an observation that the edge of that topic signed and sealed. Cheap checks first. */
export async function openMessage(
  { topic, payload, retain }: BusMessage,
  {
    edges,
    opener,
    rates,
  }: { edges: Pick<EdgeDirectory, 'keysOf'>; opener: ObservationOpener; rates: AttemptLimit },
): Promise<OpenedObservation> {
  if (payload.length > MAX_BYTES.sealedObservation) return { ok: false, reason: 'too_large' };
  const parsed = parseTopic(topic);
  if (parsed?.kind !== 'observe') return { ok: false, reason: 'bad_topic' };
  const door = formatDoor(parsed.door);
  // An observation is of this moment; nobody has a reason to keep one on the broker.
  if (retain) return { ok: false, reason: 'retained', door };
  // Before anything is computed: a device that floods must not cost the others the time to open theirs.
  if (!rates.allows(formatEdge(parsed.door))) return { ok: false, reason: 'too_many', door };
  const keys = await edges.keysOf(parsed.door);
  if (!keys) return { ok: false, reason: 'unknown_edge', door };
  const opened = openObservation(payload, keys, { topicDoor: parsed.door, opener });
  if (!opened.ok) return { ok: false, reason: opened.reason, detail: opened.detail, door };
  return { ok: true, observation: opened.value, door: parsed.door };
}
