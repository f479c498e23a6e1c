import type { Attack, Family } from '../attack.ts';
import { dial, keptOpenFor, LONGEST_MS } from '../scene/knock.ts';
import type { Scene } from '../scene/scene.ts';

const urlOf = ({ installation }: Scene) => installation.host.running.coordinator.httpUrl!;

function asking(id: string, tried: string, method: string, path: string, expected: RegExp): Attack {
  return {
    ...{ id, tried, expected, adversary: 'guest on the network', refusedBy: "the coordinator's HTTP server" },
    async attempt(scene) {
      const { status } = await fetch(new URL(path, urlOf(scene)), { method });
      return { achieved: status === 200, how: `status ${status}` };
    },
  };
}

/** Requests whose headers go on for ever keep places that others need. */
function slowly(id: string, tried: string, open: (scene: Scene) => ReturnType<typeof dial>): Attack {
  return {
    ...{ id, tried, adversary: 'guest on the network', refusedBy: 'the server, by its time limit' },
    expected: /^closed after \d+ s/,
    async attempt(scene) {
      const lasted = Array.from({ length: 20 }, () => {
        const socket = open(scene);
        socket.write('GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ');
        return keptOpenFor(socket);
      });
      const longestMs = Math.max(...(await Promise.all(lasted)));
      const achieved = longestMs >= LONGEST_MS;
      return { achieved, how: `${achieved ? 'not ' : ''}closed after ${Math.ceil(longestMs / 1000)} s` };
    },
  };
}

/** Health and metrics; the REST API has a family of its own. */
export const http: Family = {
  name: 'http',
  controls: [
    {
      id: 'health-told',
      what: 'whoever asks for the health of the coordinator is told',
      holds: async (scene) => (await fetch(new URL('/health', urlOf(scene)))).status === 200,
    },
  ],
  attacks: [
    asking('http-write', 'to write where there is only something to read', 'POST', '/health', /405/),
    asking('http-files', "a path out of the server's folder", 'GET', '/..%2f..%2fetc/passwd', /404/),
    slowly('slow-request', 'twenty requests for the health that never end', (scene) =>
      dial({ url: urlOf(scene) }),
    ),
    slowly('slow-enrolment', 'twenty requests for a certificate that never end', ({ installation }) =>
      dial({ url: installation.host.running.enrolUrl!, tls: {} }),
    ),
  ],
};
