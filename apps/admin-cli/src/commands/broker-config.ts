import { resolve } from 'node:path';
import { CliError } from '../cli-error.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { collect, examples, given, group, type Register } from './register.ts';

export interface BrokerConfigOptions {
  mosquitto?: string;
  emqx?: string;
  name: string[];
  folder?: string;
  coordinator: string[];
}

export interface BrokerConfigured {
  broker: 'mosquitto' | 'emqx';
  folder: string;
  files: string[];
  names: string[];
}

export const brokerConfig: CommandSpec<BrokerConfigOptions, BrokerConfigured> = {
  async handle({ mosquitto, emqx, name: names, folder: onBroker, coordinator: coordinators }, context) {
    const target = mosquitto ?? emqx;
    if (target === undefined || (mosquitto !== undefined && emqx !== undefined)) {
      throw new CliError('USAGE', {
        what: 'one of --mosquitto and --emqx is needed',
        fix: 'Give the folder for its files: --mosquitto DIR.',
      });
    }
    if (names.length === 0) {
      throw new CliError('USAGE', {
        what: 'the broker has no name',
        fix: 'Give the host name or address that edges connect to: --name broker.example.',
      });
    }
    const { InstallationAuthority } = await import('@portero/coordinator');
    const { writeBrokerFiles } = await import('../site/broker-files.ts');
    const authority = await InstallationAuthority.open(context, context);
    const broker = mosquitto === undefined ? 'emqx' : 'mosquitto';
    const folder = resolve(target);
    const files = await writeBrokerFiles(
      {
        broker,
        folder,
        onBroker: onBroker ?? folder,
        names,
        coordinators: coordinators.length > 0 ? coordinators : ['coordinator'],
      },
      authority,
    );
    return { broker, folder, files, names };
  },
  render: ({ broker, folder, files, names }) =>
    [
      `${broker} for ${names.join(', ')}: ${files.join(', ')} in ${folder}`,
      'server.key is a secret: only the account that the broker runs as may read it.',
    ].join('\n'),
};

export const registerBrokerConfig: Register = (program, run) => {
  group(program, 'broker', 'an MQTT broker of your own')
    .command('config')
    .description(
      'Write what mosquitto or EMQX needs to be as strict as the embedded broker: certificates, revocations, rules.',
    )
    .option('--mosquitto <dir>', 'write the files of mosquitto (2.0 or later) there')
    .option('--emqx <dir>', 'write the files of EMQX (5.8 or later) there')
    .option('--name <host>', 'a host name or address that edges connect to; may be repeated', collect, [])
    .option('--folder <dir>', 'where the files will lie on the broker, default: where they are written')
    .option(
      '--coordinator <name>',
      'a coordinator (PORTERO_COORDINATOR_NAME), default: coordinator',
      collect,
      [],
    )
    .addHelpText(
      'after',
      examples(
        [
          'portero broker config --mosquitto ./broker --folder /etc/mosquitto/portero --name broker.example',
          'portero broker config --emqx ./broker --folder /opt/emqx/etc/portero --name 10.0.0.5',
        ],
        'Run it again after each revocation, and at least once a year: list and certificate run out.',
      ),
    )
    .action((_options, command) => run(brokerConfig, given<BrokerConfigOptions>(command)));
};
