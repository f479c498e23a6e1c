import { parseArgs } from 'node:util';
import { EdgeError } from './edge-error.ts';
import { enrolDevice } from './identity/enrol-device.ts';

const USAGE = `Usage: portero-edge enrol --token TOKEN --url https://COORDINATOR:PORT [--out FILE]

Gets this device its identity and writes its bundle. Both private keys are made here and never leave the device.

  --token  what "portero edge provision PLACE --token" printed on the coordinator's machine; "-" reads it from standard input
  --url    where the coordinator serves enrolment (PORTERO_ENROL_PORT)
  --out    the bundle to write, default PORTERO_EDGE_BUNDLE
`;

type Env = Readonly<Record<string, string | undefined>>;

/** @returns what to print @throws {EdgeError} whatever keeps the device from enrolling */
export async function enrolCommand(args: readonly string[], env: Env): Promise<string> {
  const { help, token, url, out = env.PORTERO_EDGE_BUNDLE } = readOptions(args);
  if (help) return USAGE;
  if (token === undefined || url === undefined || !out) {
    throw usage('--token and --url are needed, and --out or PORTERO_EDGE_BUNDLE');
  }
  const { address, brokerUrl, doors } = await enrolDevice({
    token: token === '-' ? await readStandardInput() : token,
    url: coordinatorUrl(url),
    file: out,
  });
  const served = doors.length > 0 ? `doors ${doors.join(', ')}` : 'no doors yet: add them and enrol again';
  return `enrolled as ${address}, broker ${brokerUrl}, ${served}\nbundle ${out}\n`;
}

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        token: { type: 'string' },
        url: { type: 'string' },
        out: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch {
    throw usage('an option is unknown or lacks its value');
  }
}

function coordinatorUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:') return url;
  throw usage('--url must begin with https://');
}

async function readStandardInput(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
  return text.trim();
}

function usage(problem: string): EdgeError {
  return new EdgeError('USAGE', `${problem}.\n\n${USAGE}`);
}
