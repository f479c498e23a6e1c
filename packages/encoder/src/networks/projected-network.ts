import { type Projection, projectTemplate } from '@portero/biometrics';
import type { TemplateNetwork } from './embedding-network.ts';
import { rowsOf } from './pixel-network.ts';

/** Another network and a projection behind it: each of its rows times W, brought back to unit L2 norm. */
export function createProjectedNetwork(base: TemplateNetwork, projection: Projection): TemplateNetwork {
  return {
    async embed(faces) {
      const rows = rowsOf(await base.embed(faces), faces.count);
      return Float32Array.from(rows.flatMap((row) => [...projectTemplate(projection, row)]));
    },
    dispose: () => base.dispose(),
  };
}
