import { type AccessRules, accessRules } from './acl.ts';

/** What a broker of another make is given, side by side in one folder. */
export const BROKER_TLS_FILES = Object.freeze({
  acl: 'acl',
  authority: 'ca.pem',
  revoked: 'crl.pem',
  certificate: 'server.pem',
  privateKey: 'server.key',
});

/** What stands for the place of an edge while its rules are turned into patterns. */
const EXAMPLE = { site: 'site', building: 'building', edge: 'edge' };
const EXAMPLE_PLACE = 'site/building/edge';

/**
 * The rules of access with `place` in the stead of an edge's own, `%u` for one. The common name of an edge is its place,
 * so a broker that puts it there needs no new rules for a new edge.
 */
export function edgeRulesWith(place: string): AccessRules {
  const { publish, subscribe } = accessRules({ role: 'edge', edge: EXAMPLE, username: EXAMPLE_PLACE });
  const replaced = (filter: string) => filter.replace(EXAMPLE_PLACE, place);
  return {
    publish: publish.map(({ filter, retain }) => ({ filter: replaced(filter), retain })),
    subscribe: subscribe.map(replaced),
  };
}
