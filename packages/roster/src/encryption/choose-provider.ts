import { environmentSource } from './environment-source.ts';
import { fileSource } from './file-source.ts';
import { keyCommand } from './key-command.ts';
import { localProvider } from './local-provider.ts';
import type { MasterKeyProvider } from './master-key-provider.ts';

/** Where the master key is. Nothing at all means the file in the data directory. */
export interface MasterKeySettings {
  /** 32 bytes in base64. */
  key?: string | undefined;
  /** Keys that were in force before, which still open what they have wrapped. */
  previousKeys?: readonly string[] | undefined;
  /** A program that seals the keys in the file: `program seal` and `program unseal`. */
  command?: string | undefined;
}

/** The variables that say where the master key is. */
export interface MasterKeyVariables {
  readonly PORTERO_MASTER_KEY?: string | undefined;
  /** Several with commas between. */
  readonly PORTERO_MASTER_KEY_PREVIOUS?: string | undefined;
  readonly PORTERO_MASTER_KEY_COMMAND?: string | undefined;
}

/** An empty variable counts as absent. */
export function masterKeySettings(env: MasterKeyVariables): MasterKeySettings {
  const previous = env.PORTERO_MASTER_KEY_PREVIOUS?.split(',').map((key) => key.trim()) ?? [];
  return {
    key: env.PORTERO_MASTER_KEY || undefined,
    previousKeys: previous.filter((key) => key !== ''),
    command: env.PORTERO_MASTER_KEY_COMMAND || undefined,
  };
}

/** The file is always looked into for older keys, so that an installation can go from one place to another. */
export function chooseProvider(
  { key, previousKeys = [], command }: MasterKeySettings,
  dataDir: string,
): MasterKeyProvider {
  const file = fileSource({ dataDir, command: command === undefined ? undefined : keyCommand(command) });
  return key === undefined
    ? localProvider([file])
    : localProvider([environmentSource(key, previousKeys), file]);
}
