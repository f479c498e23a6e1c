const EDGE = { site: 'hq', building: 'main', edge: 'lobby' };
const DOOR = { ...EDGE, door: 'front' };
const BASE = 'portero/v1/hq/main/lobby';

const GOOD = {
  [`${BASE}/state`]: { kind: 'state', edge: EDGE },
  [`${BASE}/config`]: { kind: 'config', edge: EDGE },
  [`${BASE}/revoke`]: { kind: 'revoke', edge: EDGE },
  [`${BASE}/door/front/status`]: { kind: 'status', door: DOOR },
  [`${BASE}/door/front/observe`]: { kind: 'observe', door: DOOR },
  [`${BASE}/door/front/cmd`]: { kind: 'cmd', door: DOOR },
  [`${BASE}/door/front/ack`]: { kind: 'ack', door: DOOR },
  [`${BASE}/door/front/event`]: { kind: 'event', door: DOOR },
};

const BAD = [
  '',
  'portero',
  'portero/v1',
  'portero/v2/hq/main/lobby/state',
  '/portero/v1/hq/main/lobby/state',
  `${BASE}`,
  `${BASE}/`,
  `${BASE}/state/`,
  `${BASE}/State`,
  `${BASE}/door/front`,
  `${BASE}/door/front/open`,
  `${BASE}/door/front/cmd/now`,
  `${BASE}/door//cmd`,
  `${BASE}/gate/front/cmd`,
  'portero/v1/HQ/main/lobby/state',
  'portero/v1/hq/main/-lobby/state',
  'portero/v1/hq/main/lobby-/state',
  'portero/v1/hq/+/lobby/state',
  'portero/v1/hq/main/lobby/door/#/cmd',
  `portero/v1/hq/main/${'x'.repeat(64)}/state`,
  '$share/coordinators/portero/v1/hq/main/lobby/door/front/observe',
];

export function topicVectors() {
  return {
    description: 'Topics and what they name; `parsed` is null where the topic is none of the protocol.',
    cases: [
      ...Object.entries(GOOD).map(([topic, parsed]) => ({ topic, valid: true, parsed })),
      ...BAD.map((topic) => ({ topic, valid: false, parsed: null })),
    ],
  };
}
