import type { CommandSpec } from '../context/command-spec.ts';
import { sealingKeyTable } from '../output/sealing-key.ts';
import { describeSealingKeys, type SealingKeyState } from '../site/sealing-key-state.ts';
import { examples, given, group, type Register } from './register.ts';

export const sealingKeyList: CommandSpec<object, SealingKeyState[]> = {
  async handle(_options, { dataDir, logger }) {
    const { loadSealingKeySet } = await import('@portero/coordinator');
    return describeSealingKeys(await loadSealingKeySet({ dataDir }, { logger }), Date.now());
  },
  render: sealingKeyTable,
};

export const registerSealingKeyList: Register = (program, run) => {
  group(program, 'sealing-key', 'the key that observations are sealed to')
    .command('list')
    .description(
      'Show the sealing keys of this installation: which is in use, and until when an older one opens.',
    )
    .addHelpText('after', examples(['portero sealing-key list', 'portero sealing-key list --json']))
    .action((_options, command) => run(sealingKeyList, given<object>(command)));
};
