import type { EdgeAgent, EdgeAgentDeps, EdgeAgentOptions } from './agent-types.ts';
import { EdgeError } from './edge-error.ts';

export function createEdgeAgent({ bundle }: EdgeAgentOptions, _deps: EdgeAgentDeps): EdgeAgent {
  throw new EdgeError('CONFIG_INVALID', `The agent of ${bundle.address} has no parts yet.`);
}
