import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { emqxAcl, emqxConfig, mosquittoPatternAcl, mosquittoTlsConfig } from '@portero/bus';
import { readCoordinatorConfig } from '@portero/coordinator';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

const root = resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, 'infra', file), 'utf8');

test.each([
  ['mosquitto/mosquitto.conf', mosquittoTlsConfig({ folder: '/etc/mosquitto/portero' })],
  ['mosquitto/acl', mosquittoPatternAcl(['coordinator'])],
  ['emqx/portero.conf', emqxConfig({ folder: '/opt/emqx/etc/portero' })],
  ['emqx/acl.conf', emqxAcl({ coordinators: ['coordinator'], revoked: [] })],
])('infra/%s is what the rules of the embedded broker come to', (file, expected) => {
  expect(read(file)).toBe(expected);
});

describe('a rule for EMQX', () => {
  test('keeps out whoever is revoked, before anything is allowed', () => {
    const acl = emqxAcl({ coordinators: ['coordinator'], revoked: ['hq/main/lobby'] });
    expect(acl.split('\n')[0]).toBe('{deny, {username, "hq/main/lobby"}, all, ["#"]}.');
    expect(acl.trimEnd().endsWith('{deny, all}.')).toBe(true);
  });
});

describe('the systemd units', () => {
  test.each(readdirSync(join(root, 'infra', 'systemd')))(
    '%s starts a program that does something',
    (unit) => {
      const program = /^ExecStart=\/usr\/bin\/node (\S+)/m.exec(read(`systemd/${unit}`))?.[1];
      expect(program && existsSync(join(root, program))).toBe(true);
      // Without its settings it says what is missing; a file that only exports something says nothing.
      const { status, stderr } = spawnSync(process.execPath, [join(root, program!)], {
        env: { PORTERO_BROKER_PORT: 'none' },
        encoding: 'utf8',
      });
      expect([status, stderr]).toEqual([1, expect.stringMatching(/not valid|PORTERO_/)]);
    },
  );
});

describe('the composition of containers', () => {
  interface Service {
    image: string;
    environment?: Record<string, string>;
    depends_on?: Record<string, unknown>;
    volumes?: string[];
  }
  const composition = parse(read('compose.yaml'), { merge: true }) as {
    services: Record<string, Service>;
    volumes: Record<string, unknown>;
  };
  const services = Object.entries(composition.services);

  test.each(['north', 'south'])('starts a coordinator %s that shares the work', (name) => {
    const { environment } = composition.services[name]!;
    expect(settingsOf(environment!)).toMatchObject({
      ...{ coordinatorName: name, sharedSubscription: true, mqttUrl: 'mqtts://emqx:8883', httpPort: 9464 },
      databaseUrl: 'postgres://portero:value@postgres:5432/portero',
    });
  });

  test('names no service and no volume that is not there', () => {
    const named = services.flatMap(([, service]) => Object.keys(service.depends_on ?? {}));
    expect(composition.services).toMatchObject(Object.fromEntries(named.map((name) => [name, {}])));
    const volumes = services.flatMap(([, service]) => service.volumes ?? []).map((one) => one.split(':')[0]!);
    expect(new Set(volumes)).toEqual(new Set(Object.keys(composition.volumes)));
  });

  test('allows the broker to hear the coordinators that it starts', () => {
    const { command } = composition.services['broker-files'] as unknown as { command: string[] };
    for (const name of ['north', 'south']) expect(command).toContain(`--coordinator=${name}`);
  });
});

describe('the resources of Kubernetes', () => {
  interface Resource {
    kind: string;
    metadata: { name: string };
    spec: {
      selector: { matchLabels?: Record<string, string> };
      template: { metadata: { labels: Record<string, string> }; spec: { containers: Container[] } };
    };
  }
  interface Container {
    name: string;
    env?: { name: string; value?: string }[];
  }
  const { resources: files } = parse(read('k8s/kustomization.yaml')) as { resources: string[] };
  const resources = files.flatMap((file) =>
    parseAllDocuments(read(`k8s/${file}`)).map((document) => {
      expect(document.errors).toEqual([]);
      return document.toJS() as Resource;
    }),
  );
  const sets = resources.filter(({ kind }) => kind === 'StatefulSet');

  test('are all listed, and select what they make', () => {
    expect([...files, 'kustomization.yaml', 'README.md'].sort()).toEqual(
      readdirSync(join(root, 'infra', 'k8s')).sort(),
    );
    expect(sets.map(({ metadata }) => metadata.name)).toEqual(['postgres', 'emqx', 'coordinator']);
    for (const { spec } of sets) {
      expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels!);
    }
  });

  test('start a coordinator that shares the work', () => {
    const { containers } = sets.find(({ metadata }) => metadata.name === 'coordinator')!.spec.template.spec;
    const environment = containers[0]!.env!.map(({ name, value }) => {
      const given = {
        DATABASE_URL: 'postgres://postgres/portero',
        PORTERO_COORDINATOR_NAME: 'coordinator-0',
      };
      return [name, value ?? Reflect.get(given, name)] as const;
    });
    expect(settingsOf(Object.fromEntries(environment))).toMatchObject({
      ...{ coordinatorName: 'coordinator-0', pool: 'default', sharedSubscription: true, httpPort: 9464 },
    });
  });
});

/** What a coordinator reads out of its variables, all of which it has to know. */
function settingsOf(environment: Readonly<Record<string, string>>) {
  const documented = readFileSync(join(root, 'docs/operations.md'), 'utf8');
  for (const name of Object.keys(environment)) expect(documented).toContain(`\`${name}\``);
  const filled = Object.entries(environment).map(([name, value]) => [
    name,
    value.replace(/\$\{\w+:[^}]*\}/g, 'value'),
  ]);
  return readCoordinatorConfig(Object.fromEntries(filled));
}
