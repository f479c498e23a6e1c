import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  emqxAcl,
  emqxConfig,
  BROKER_TLS_FILES as FILES,
  mosquittoPatternAcl,
  mosquittoTlsConfig,
} from '@portero/bus';
import type { InstallationAuthority } from '@portero/coordinator';

export interface BrokerFilesOptions {
  broker: 'mosquitto' | 'emqx';
  folder: string;
  /** Where the files will lie on the broker's machine. */
  onBroker: string;
  names: readonly string[];
  coordinators: readonly string[];
}

/** @returns the names of the files, all of them in `folder` */
export async function writeBrokerFiles(
  options: BrokerFilesOptions,
  authority: InstallationAuthority,
): Promise<string[]> {
  const { cert, key } = await authority.serverPair(options.names, 'broker');
  const contents: Record<string, string> = {
    ...(await rulesOf(options, authority)),
    [FILES.authority]: authority.certificate,
    [FILES.certificate]: cert,
    [FILES.privateKey]: key,
  };
  await mkdir(options.folder, { recursive: true });
  for (const [name, content] of Object.entries(contents)) {
    const mode = name === FILES.privateKey ? 0o600 : 0o644;
    const file = join(options.folder, name);
    // Made anew, so that a key never lies in a file that others may read already.
    await rm(file, { force: true });
    await writeFile(file, content, { mode });
    await chmod(file, mode);
  }
  return Object.keys(contents);
}

async function rulesOf(
  { broker, onBroker: folder, coordinators }: BrokerFilesOptions,
  authority: InstallationAuthority,
): Promise<Record<string, string>> {
  if (broker === 'mosquitto') {
    return {
      'mosquitto.conf': mosquittoTlsConfig({ folder }),
      [FILES.acl]: mosquittoPatternAcl(coordinators),
      [FILES.revoked]: await authority.revocationList(),
    };
  }
  return {
    'portero.conf': emqxConfig({ folder }),
    'acl.conf': emqxAcl({ coordinators, revoked: await authority.edgesWithout() }),
  };
}
