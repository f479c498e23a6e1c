/**
 * Who may do what over the API. Roles do not contain one another: an operator watches doors and enrols nobody, an
 * enroller enrols and steers no door.
 */
export const ROLES = Object.freeze(['viewer', 'operator', 'enroller', 'administrator'] as const);

export type Role = (typeof ROLES)[number];

/** What a role may allow. `session:own` is what everybody may who is signed in: see who they are, and leave. */
export const PERMISSIONS = Object.freeze([
  'session:own',
  'places:read',
  'places:write',
  'doors:state',
  /** No route asks for it yet: it is the place of the lockdown, which an operator may order from afar. */
  'doors:lockdown',
  'persons:read',
  'persons:write',
  'persons:erase',
  'templates:read',
  'templates:revoke',
  'cards:read',
  'cards:write',
  'grants:read',
  'grants:write',
  'decisions:read',
  'audit:read',
  'audit:verify',
  'accounts:read',
  'accounts:write',
  'proposals:read',
  'proposals:decide',
] as const);

export type Permission = (typeof PERMISSIONS)[number];

const VIEWER = [
  'session:own',
  'places:read',
  'persons:read',
  'templates:read',
  'cards:read',
  'grants:read',
  'decisions:read',
] as const satisfies Permission[];

const PERMISSIONS_OF: Readonly<Record<Role, ReadonlySet<Permission>>> = Object.freeze({
  viewer: new Set<Permission>(VIEWER),
  operator: new Set<Permission>([...VIEWER, 'doors:state', 'doors:lockdown']),
  enroller: new Set<Permission>([...VIEWER, 'persons:write', 'templates:revoke', 'cards:write']),
  administrator: new Set<Permission>(PERMISSIONS),
});

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}

/** Whether every one of the roles allows it: a token is held against its own role and that of its account. */
export function permits(roles: readonly Role[], permission: Permission): boolean {
  return roles.length > 0 && roles.every((role) => isRole(role) && PERMISSIONS_OF[role].has(permission));
}

/** In the order of `PERMISSIONS`. */
export function permissionsOf(roles: readonly Role[]): Permission[] {
  return PERMISSIONS.filter((permission) => permits(roles, permission));
}
