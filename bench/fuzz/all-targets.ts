import type { FuzzTarget } from './fuzz-target.ts';
import { fileTargets } from './targets/file-targets.ts';
import { imageTarget } from './targets/image-target.ts';
import { brokerTarget, httpTarget } from './targets/network-targets.ts';
import { protocolTargets } from './targets/protocol-targets.ts';

/** Every parser that faces the network or a file. */
export async function allTargets(): Promise<FuzzTarget[]> {
  return [
    ...protocolTargets(),
    ...(await fileTargets()),
    await imageTarget(),
    await brokerTarget(),
    await httpTarget(),
  ];
}
