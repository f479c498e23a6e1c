import { topics } from '@portero/protocol';
import type { BrokerIdentity } from './broker-account.ts';
import { filterCovers, isValidFilter, isValidTopic, matchesFilter } from './topic-filter.ts';

/** `portero/v1/+/+/+` */
const ANY_EDGE = topics.allStates().replace(/\/state$/, '');
/** `portero/v1` */
const BASE = ANY_EDGE.slice(0, ANY_EDGE.indexOf('/+'));

export interface PublishRule {
  filter: string;
  /**
   * Whether the broker may keep it. Never for what is an event: a retained command would be handed to a door at each reboot.
   */
  retain: boolean;
}

export interface AccessRules {
  publish: readonly PublishRule[];
  subscribe: readonly string[];
}

/**
 * Everything an identity may do; what is not in here is denied. The embedded broker and the access list written for
 * mosquitto both come from this table.
 */
export function accessRules(identity: BrokerIdentity): AccessRules {
  switch (identity.role) {
    case 'edge': {
      const prefix = topics.edgePrefix(identity.edge);
      return {
        publish: [
          { filter: `${prefix}/state`, retain: true },
          ...ofDoor(`${prefix}/door/+`, ['observe', 'ack', 'event']),
        ],
        subscribe: [`${prefix}/door/+/cmd`, `${prefix}/config`, `${prefix}/revoke`],
      };
    }
    case 'lock': {
      const prefix = `${topics.edgePrefix(identity.door)}/door/${identity.door.door}`;
      return { publish: ofDoor(prefix, ['ack', 'event']), subscribe: [topics.command(identity.door)] };
    }
    case 'coordinator':
      return {
        publish: [
          { filter: `${ANY_EDGE}/door/+/cmd`, retain: false },
          { filter: `${ANY_EDGE}/config`, retain: true },
          { filter: `${ANY_EDGE}/revoke`, retain: true },
        ],
        subscribe: [`${BASE}/#`],
      };
    case 'observer':
      return {
        publish: [],
        subscribe: [`${ANY_EDGE}/door/+/cmd`, `${ANY_EDGE}/state`, `${ANY_EDGE}/door/+/status`],
      };
  }
}

function ofDoor(door: string, events: readonly string[]): PublishRule[] {
  return [
    { filter: `${door}/status`, retain: true },
    ...events.map((event) => ({ filter: `${door}/${event}`, retain: false })),
  ];
}

/** Whether the identity may publish on the topic, and have the broker keep it if `retain`. */
export function mayPublish(
  identity: BrokerIdentity,
  topic: string,
  { retain = false }: { retain?: boolean } = {},
): boolean {
  if (!isValidTopic(topic)) return false;
  return accessRules(identity).publish.some(
    (rule) => matchesFilter(rule.filter, topic) && (rule.retain || !retain),
  );
}

/** Whether everything that the filter can match may be read by the identity. */
export function maySubscribe(identity: BrokerIdentity, filter: string): boolean {
  return (
    isValidFilter(filter) && accessRules(identity).subscribe.some((allowed) => filterCovers(allowed, filter))
  );
}
