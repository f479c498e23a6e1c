import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  acknowledgementSchema,
  doorEventSchema,
  doorStatusSchema,
  edgeConfigSchema,
  edgeStateSchema,
  JWE_TYPES,
  JWS_TYPES,
  MAX_BYTES,
  observationSchema,
  observedFrameSchema,
  revocationSchema,
} from '../src/index.ts';

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}

const page = read('../../../docs/protocol.md');

/** The text from a heading to the next heading of any level. */
function section(heading: string): string {
  const [, rest] = page.split(`\n${heading}\n`);
  return rest!.split(/\n#{2,4} /)[0]!;
}

function codeBlocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, code]) => code!);
}

interface CommandCase {
  readonly name: string;
  readonly action?: string;
  readonly reason?: string;
  readonly payload: string;
}
const { cases } = JSON.parse(read('../vectors/command.json')) as { cases: CommandCase[] };
const unlock = cases.find(({ name }) => name === 'unlock')!;

describe('docs/protocol.md', () => {
  it('works through the vector "unlock"', () => {
    const example = section('### Worked example');
    const [header, payload] = unlock.payload
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString());
    const { keys } = JSON.parse(read('../vectors/keys.json')) as {
      keys: Record<string, { publicJwk: object }>;
    };
    expect(example).toContain(`\`\`\`\n${unlock.payload}\n\`\`\``);
    expect(codeBlocks(example, 'json').map((text) => JSON.parse(text) as unknown)).toEqual([
      keys.coordinator!.publicJwk,
      JSON.parse(header!),
      JSON.parse(payload!),
    ]);
  });

  it.each<[string, z.ZodObject]>([
    ['### Observation', observationSchema],
    ['#### Frame', observedFrameSchema],
    ['### Acknowledgement', acknowledgementSchema],
    ['### State', edgeStateSchema],
    ['### Status', doorStatusSchema],
    ['### Event', doorEventSchema],
    ['### Configuration', edgeConfigSchema],
    ['### Revocation', revocationSchema],
  ])('%s lists exactly the members of its schema', (heading, schema) => {
    const documented = [...section(heading).matchAll(/^\| `(\w+)` \|/gm)].map(([, member]) => member);
    expect(documented.sort()).toEqual(Object.keys(schema.shape).sort());
  });

  it('lists exactly the members of a command', () => {
    const documented = [...section('### Command').matchAll(/^\| `(\w+)` \|/gm)].map(([, member]) => member);
    const payload = JSON.parse(Buffer.from(unlock.payload.split('.')[1]!, 'base64url').toString()) as object;
    expect(documented.sort()).toEqual(Object.keys(payload).sort());
  });

  it('names every refusal, type and size', () => {
    const steps = section('## Verifying a command');
    for (const { reason } of cases) if (reason) expect(steps).toContain(`\`${reason}\``);
    for (const typ of Object.values(JWS_TYPES)) expect(section('## Signatures')).toContain(`\`${typ}\``);
    for (const bytes of Object.values(MAX_BYTES)) {
      expect(section('## Topics')).toContain(`| ${bytes.toLocaleString('en-US')} |`);
    }
  });

  it('names every part of a seal and every reason to refuse one', () => {
    const [signed, inSession, acks] = ['sealed', 'session', 'sealed-ack'].map(
      (name) => JSON.parse(read(`../vectors/${name}.json`)) as { cases: CommandCase[] },
    );
    const text = Buffer.from(inSession!.cases[0]!.payload.split('.')[0]!, 'base64url').toString();
    const header = JSON.parse(text) as { session: string; cty: string };
    const seal = section('## The seal');
    const documented = [...seal.matchAll(/^\| `(\w+)` \|/gm)].map(([, member]) => member);
    expect(documented.sort()).toEqual(Object.keys(header).sort());
    for (const type of Object.values(JWE_TYPES)) expect(seal).toContain(`\`${type}\``);
    expect(seal).toContain(`\`${header.cty}\``);
    for (const { reason } of [...signed!.cases, ...inSession!.cases])
      if (reason) expect(section('### Observation')).toContain(`\`${reason}\``);
    for (const { reason } of acks!.cases)
      if (reason) expect(section('### Acknowledgement')).toContain(`\`${reason}\``);
  });

  it('lists exactly the members of a session', () => {
    const [{ payload }] = (JSON.parse(read('../vectors/session.json')) as { cases: [CommandCase] }).cases;
    const header = JSON.parse(Buffer.from(payload.split('.')[0]!, 'base64url').toString()) as {
      session: string;
    };
    const session = JSON.parse(Buffer.from(header.session.split('.')[1]!, 'base64url').toString()) as object;
    const documented = [...section('### Session').matchAll(/^\| `(\w+)` \|/gm)].map(([, member]) => member);
    expect(documented.sort()).toEqual(Object.keys(session).sort());
  });

  const hasPython = spawnSync('python3', ['-c', 'import cryptography']).status === 0;

  it.runIf(hasPython)('has a lock controller that passes every command vector', () => {
    const [controller] = codeBlocks(section('## A complete lock controller'), 'python');
    const { status, stdout, stderr } = spawnSync('python3', ['-'], {
      input: `${controller}\n${RUN_VECTORS}`,
      cwd: new URL('../vectors', import.meta.url),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(cases.map(({ action, reason }) => action ?? reason));
  });
});

/** Prints what the controller makes of each case: the action it obeyed, or the reason of its refusal. */
const RUN_VECTORS = `
keys = {name: key["publicJwk"] for name, key in json.load(open("keys.json"))["keys"].items()}
vectors = json.load(open("command.json"))
outcomes = []
for case in vectors["cases"]:
    pulses = []
    controller = LockController(vectors["door"], [keys[name] for name in vectors["trustedKeys"]], pulses.append,
        [keys[name]["kid"] for name in vectors["revokedKeys"]], lambda: case["nowMonotonicMs"])
    controller.outstanding = dict(case["challenge"])
    try: outcomes.append(controller.on_command(case["payload"].encode(), case["retain"])["action"])
    except Refused as refusal: outcomes.append(str(refusal))
    assert pulses == ([case["pulseMs"]] if "pulseMs" in case else []), case["name"]
print(json.dumps(outcomes))
`;
