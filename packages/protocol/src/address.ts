import { z } from 'zod';
import { ProtocolError } from './protocol-error.ts';

/** One level of a place: lower-case letters, digits and inner hyphens, 1 to 63 characters (a DNS label). */
export const SLUG_PATTERN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

export interface EdgeAddress {
  readonly site: string;
  readonly building: string;
  readonly edge: string;
}

export interface DoorAddress extends EdgeAddress {
  readonly door: string;
}

const SLUG = SLUG_PATTERN.source.slice(1, -1);
const EDGE_PATH = new RegExp(`^${Array(3).fill(SLUG).join('/')}$`);
const DOOR_PATH = new RegExp(`^${Array(4).fill(SLUG).join('/')}$`);

/** `site/building/edge`, such as `hq/main/lobby`. */
export const edgePathSchema = z
  .string()
  .max(191)
  .regex(EDGE_PATH, 'is not site/building/edge')
  .brand<'EdgePath'>();

/** `site/building/edge/door`, such as `hq/main/lobby/front`. */
export const doorPathSchema = z
  .string()
  .max(255)
  .regex(DOOR_PATH, 'is not site/building/edge/door')
  .brand<'DoorPath'>();

export type EdgePath = z.output<typeof edgePathSchema>;
export type DoorPath = z.output<typeof doorPathSchema>;

/** @throws {ProtocolError} `ADDRESS_INVALID` if a part is not a slug */
export function formatEdge({ site, building, edge }: EdgeAddress): EdgePath {
  return checked(edgePathSchema, `${site}/${building}/${edge}`, 'site/building/edge');
}

/** @throws {ProtocolError} `ADDRESS_INVALID` if a part is not a slug */
export function formatDoor({ site, building, edge, door }: DoorAddress): DoorPath {
  return checked(doorPathSchema, `${site}/${building}/${edge}/${door}`, 'site/building/edge/door');
}

/** @throws {ProtocolError} `ADDRESS_INVALID` */
export function parseEdgeAddress(text: string): EdgeAddress {
  const [site, building, edge] = checked(edgePathSchema, text, 'site/building/edge').split('/');
  return { site: site!, building: building!, edge: edge! };
}

/** @throws {ProtocolError} `ADDRESS_INVALID` */
export function parseDoorAddress(text: string): DoorAddress {
  const [site, building, edge, door] = checked(doorPathSchema, text, 'site/building/edge/door').split('/');
  return { site: site!, building: building!, edge: edge!, door: door! };
}

function checked<Schema extends z.ZodType<string>>(
  schema: Schema,
  text: string,
  form: string,
): z.output<Schema> {
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new ProtocolError(
    'ADDRESS_INVALID',
    `The place "${String(text).slice(0, 260)}" does not have the form ${form}. Each part is lower-case letters, ` +
      'digits and inner hyphens, at most 63 characters, for example hq/main/lobby/front.',
    { context: { place: String(text).slice(0, 260) } },
  );
}
