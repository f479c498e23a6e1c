import { describe, expect, test } from 'vitest';
import { mayPublish, maySubscribe } from './acl.ts';
import type { BrokerIdentity } from './broker-account.ts';

const lobby = { site: 'hq', building: 'main', edge: 'lobby' };
const BASE = 'portero/v1/hq/main/lobby';
const DOOR = `${BASE}/door/front`;
const OTHER = 'portero/v1/hq/main/garage';

const edge: BrokerIdentity = { username: 'e', role: 'edge', edge: lobby };
const lock: BrokerIdentity = { username: 'l', role: 'lock', door: { ...lobby, door: 'front' } };
const coordinator: BrokerIdentity = { username: 'c', role: 'coordinator' };
const observer: BrokerIdentity = { username: 'o', role: 'observer' };

describe('publishing', () => {
  test.each([
    [edge, `${BASE}/state`, true, true],
    [edge, `${DOOR}/status`, true, true],
    [edge, `${DOOR}/observe`, false, true],
    [edge, `${DOOR}/ack`, false, true],
    [edge, `${DOOR}/event`, false, true],
    [edge, `${DOOR}/observe`, true, false],
    [edge, `${DOOR}/ack`, true, false],
    [edge, `${DOOR}/event`, true, false],
    [edge, `${DOOR}/cmd`, false, false],
    [edge, `${BASE}/config`, false, false],
    [edge, `${OTHER}/state`, true, false],
    [edge, `${OTHER}/door/front/observe`, false, false],
    [edge, `${BASE}-2/state`, true, false],
    [edge, `${BASE}/door/+/observe`, false, false],
    [edge, `${BASE}/state/more`, false, false],
    [edge, '$SYS/broker', false, false],
    [lock, `${DOOR}/ack`, false, true],
    [lock, `${DOOR}/event`, false, true],
    [lock, `${DOOR}/status`, true, true],
    [lock, `${DOOR}/observe`, false, false],
    [lock, `${BASE}/door/back/ack`, false, false],
    [lock, `${BASE}/state`, true, false],
    [coordinator, `${DOOR}/cmd`, false, true],
    [coordinator, `${DOOR}/cmd`, true, false],
    [coordinator, `${BASE}/config`, true, true],
    [coordinator, `${BASE}/revoke`, true, true],
    [coordinator, `${DOOR}/observe`, false, false],
    [coordinator, `${BASE}/state`, true, false],
    [observer, `${DOOR}/cmd`, false, false],
    [observer, `${BASE}/state`, false, false],
  ])('%o on %s, retained %s: %s', (identity, topic, retain, expected) => {
    expect(mayPublish(identity, topic, { retain })).toBe(expected);
  });
});

describe('subscribing', () => {
  test.each([
    [edge, `${BASE}/door/+/cmd`, true],
    [edge, `${DOOR}/cmd`, true],
    [edge, `${BASE}/config`, true],
    [edge, `${BASE}/revoke`, true],
    [edge, `${BASE}/#`, false],
    [edge, `${DOOR}/observe`, false],
    [edge, `${OTHER}/door/+/cmd`, false],
    [edge, 'portero/v1/hq/main/+/door/+/cmd', false],
    [edge, '#', false],
    [edge, `$share/group/${OTHER}/door/+/cmd`, false],
    [lock, `${DOOR}/cmd`, true],
    [lock, `${BASE}/door/+/cmd`, false],
    [lock, `${BASE}/config`, false],
    [coordinator, 'portero/v1/#', true],
    [coordinator, 'portero/v1/+/+/+/door/+/observe', true],
    [coordinator, '$share/coordinators/portero/v1/+/+/+/door/+/observe', true],
    [coordinator, '#', false],
    [coordinator, 'portero/#', false],
    [coordinator, '$SYS/#', false],
    [observer, 'portero/v1/+/+/+/door/+/cmd', true],
    [observer, `${BASE}/state`, true],
    [observer, `${DOOR}/status`, true],
    [observer, 'portero/v1/+/+/+/door/+/observe', false],
    [observer, 'portero/v1/#', false],
    [observer, `${DOOR}/ack`, false],
    [observer, 'portero/v1/+/+/+/config', false],
    [edge, '', false],
  ])('%o to %s: %s', (identity, filter, expected) => {
    expect(maySubscribe(identity, filter)).toBe(expected);
  });
});
