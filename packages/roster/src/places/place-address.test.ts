import { describe, expect, it } from 'vitest';
import { parseBuilding, parseDoor, parseEdge, parseGrantPlace } from './place-address.ts';

describe('addresses of places', () => {
  it('are read into their parts', () => {
    expect(parseBuilding('hq/main')).toEqual({ site: 'hq', building: 'main' });
    expect(parseEdge('hq/main/lobby')).toEqual({ site: 'hq', building: 'main', edge: 'lobby' });
    expect(parseDoor('h-1/m/l/0')).toEqual({ site: 'h-1', building: 'm', edge: 'l', door: '0' });
  });

  it('of grants name a building or a door, never an edge', () => {
    expect(parseGrantPlace('hq/main')).toEqual({ site: 'hq', building: 'main' });
    expect(parseGrantPlace('hq/main/lobby/front')).toMatchObject({ door: 'front' });
    expect(() => parseGrantPlace('hq/main/lobby')).toThrow(/site\/building for a whole building/);
  });

  it.each([
    '',
    'hq',
    'hq/',
    '/main',
    'hq//main',
    'HQ/main',
    '-hq/main',
    'hq/main-',
    'hq/ma in',
    'hq/+',
    'hq/#',
    'hq/é',
    `hq/${'a'.repeat(64)}`,
    'hq/main\n',
  ])('refuses %j as a building', (address) => {
    expect(() => parseBuilding(address)).toThrow(expect.objectContaining({ code: 'INVALID_PLACE' }));
  });
});
