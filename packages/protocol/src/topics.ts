import { type DoorAddress, type EdgeAddress, formatDoor, formatEdge, SLUG_PATTERN } from './address.ts';
import { ProtocolError } from './protocol-error.ts';

const ROOT = 'portero/v1';

/** Kinds of message under `…/door/{door}/`. `cmd` is the only one a coordinator publishes. */
export type DoorTopicKind = 'status' | 'observe' | 'cmd' | 'ack' | 'event';

/** Kinds of message directly under the edge's prefix. */
export type EdgeTopicKind = 'state' | 'config' | 'revoke';

export type ParsedTopic =
  | { readonly kind: DoorTopicKind; readonly door: DoorAddress }
  | { readonly kind: EdgeTopicKind; readonly edge: EdgeAddress };

/** Narrows a filter for many edges to a site, or to a building of it. */
export interface PlaceFilter {
  readonly site?: string;
  readonly building?: string;
}

const DOOR_KINDS: ReadonlySet<string> = new Set<DoorTopicKind>(['status', 'observe', 'cmd', 'ack', 'event']);
const EDGE_KINDS: ReadonlySet<string> = new Set<EdgeTopicKind>(['state', 'config', 'revoke']);

/** `portero/v1/{site}/{building}/{edge}`: everything that an edge may publish or hear starts with it and a slash. */
function edgePrefix(edge: EdgeAddress): string {
  return `${ROOT}/${formatEdge(edge)}`;
}

function doorTopic(address: DoorAddress, kind: DoorTopicKind): string {
  formatDoor(address);
  return `${edgePrefix(address)}/door/${address.door}/${kind}`;
}

function everyEdge({ site, building }: PlaceFilter = {}): string {
  if (building !== undefined && site === undefined) {
    throw new ProtocolError(
      'ADDRESS_INVALID',
      `The building "${building}" needs its site to narrow a topic filter.`,
    );
  }
  for (const slug of [site, building]) {
    if (slug !== undefined && !SLUG_PATTERN.test(slug)) {
      throw new ProtocolError('ADDRESS_INVALID', `"${slug}" is not a slug and cannot narrow a topic filter.`);
    }
  }
  return `${ROOT}/${site ?? '+'}/${building ?? '+'}/+`;
}

/** Every topic and filter of the protocol. Retain and QoS of each stand in docs/protocol.md. */
export const topics = Object.freeze({
  edgePrefix,
  edgeState: (edge: EdgeAddress) => `${edgePrefix(edge)}/state`,
  config: (edge: EdgeAddress) => `${edgePrefix(edge)}/config`,
  revoke: (edge: EdgeAddress) => `${edgePrefix(edge)}/revoke`,
  doorStatus: (door: DoorAddress) => doorTopic(door, 'status'),
  observe: (door: DoorAddress) => doorTopic(door, 'observe'),
  command: (door: DoorAddress) => doorTopic(door, 'cmd'),
  ack: (door: DoorAddress) => doorTopic(door, 'ack'),
  event: (door: DoorAddress) => doorTopic(door, 'event'),
  allStates: (place?: PlaceFilter) => `${everyEdge(place)}/state`,
  allObservations: (place?: PlaceFilter) => `${everyEdge(place)}/door/+/observe`,
  allStatuses: (place?: PlaceFilter) => `${everyEdge(place)}/door/+/status`,
  allAcks: (place?: PlaceFilter) => `${everyEdge(place)}/door/+/ack`,
  allEvents: (place?: PlaceFilter) => `${everyEdge(place)}/door/+/event`,
});

/** The parts of a topic, or undefined if it is none of ours (another root, version, kind, or a part that is no slug). */
export function parseTopic(topic: string): ParsedTopic | undefined {
  if (topic.length > 512 || !topic.startsWith(`${ROOT}/`)) return undefined;
  const parts = topic.slice(ROOT.length + 1).split('/');
  const [site, building, edge, fourth, door, kind] = parts;
  if (![site, building, edge].every((part) => part !== undefined && SLUG_PATTERN.test(part)))
    return undefined;
  const address: EdgeAddress = { site: site!, building: building!, edge: edge! };
  if (parts.length === 4 && EDGE_KINDS.has(fourth!)) {
    return { kind: fourth as EdgeTopicKind, edge: address };
  }
  if (parts.length !== 6 || fourth !== 'door' || !SLUG_PATTERN.test(door!) || !DOOR_KINDS.has(kind!)) {
    return undefined;
  }
  return { kind: kind as DoorTopicKind, door: { ...address, door: door! } };
}
