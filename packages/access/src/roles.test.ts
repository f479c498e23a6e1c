import { describe, expect, it } from 'vitest';
import { isRole, PERMISSIONS, permissionsOf, permits, ROLES, type Role } from './roles.ts';

describe('roles', () => {
  it('let an administrator do everything and nobody else erase, grant, verify or decide', () => {
    expect(permissionsOf(['administrator'])).toEqual(PERMISSIONS);
    for (const permission of [
      'persons:erase',
      'grants:write',
      'places:write',
      'audit:read',
      'audit:verify',
      'accounts:read',
      'accounts:write',
      'proposals:decide',
    ] as const) {
      expect(ROLES.filter((role) => permits([role], permission))).toEqual(['administrator']);
    }
  });

  it('keep watching doors and enrolling people apart', () => {
    const only = (one: Role, other: Role) =>
      permissionsOf([one]).filter((permission) => !permits([other], permission));
    expect(only('operator', 'enroller')).toEqual(['doors:state', 'doors:lockdown']);
    expect(only('enroller', 'operator')).toEqual(['persons:write', 'templates:revoke', 'cards:write']);
  });

  it('let a viewer change nothing', () => {
    const reading = permissionsOf(['viewer']).filter((permission) => !permission.endsWith(':read'));
    expect(reading).toEqual(['session:own']);
  });

  it('allow a token what both its role and that of its account allow', () => {
    expect(permits(['administrator', 'viewer'], 'persons:write')).toBe(false);
    expect(permissionsOf(['operator', 'enroller'])).toEqual(permissionsOf(['viewer']));
    expect(permissionsOf(['administrator', 'enroller'])).toEqual(permissionsOf(['enroller']));
  });

  it('allow nothing without a role, and nothing to one that is unknown', () => {
    expect(permissionsOf([])).toEqual([]);
    expect(permissionsOf(['root' as Role])).toEqual([]);
    expect([isRole('viewer'), isRole('constructor'), isRole('')]).toEqual([true, false, false]);
  });
});
