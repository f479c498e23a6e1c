import type { Logger } from '@portero/runtime';
import { embeddingFromBytes, embeddingToBytes } from '../people/embedding-bytes.ts';
import { type TemplateIdentity, templateBinding } from './associated-data.ts';
import type { Keyring } from './keyring.ts';
import { seal, unseal } from './sealed-bytes.ts';

/** A template as its row has it, with the key of its person; null where there is no such row. */
export interface SealedTemplate extends TemplateIdentity {
  readonly ciphertext: Buffer | null;
  readonly wrappedKey: Buffer | null;
  readonly masterKeyId: string | null;
}

export type TemplateToSeal = Omit<TemplateIdentity, 'dimension'> & { readonly embedding: Float32Array };

/** Why a template cannot be read: its person's key is gone or damaged, or it is damaged itself. */
export type UnreadableReason = 'key_missing' | 'key_damaged' | 'template_damaged';

export type Opened = { readonly embedding: Float32Array } | { readonly unreadable: UnreadableReason };

/** Seals and opens templates. A row that does not open is told and logged, and hinders no other. */
export class TemplateCipher {
  readonly #keyring: Keyring;
  readonly #logger: Logger;

  constructor({ keyring, logger }: { keyring: Keyring; logger: Logger }) {
    this.#keyring = keyring;
    this.#logger = logger;
  }

  /** @throws {RosterError} NOT_FOUND (person), DATA_KEY_UNREADABLE, MASTER_KEY_MISSING */
  async seal(identity: Omit<TemplateIdentity, 'dimension'>, embedding: Float32Array): Promise<Buffer> {
    return (await this.sealAll([{ ...identity, embedding }]))[0]!;
  }

  /** In the order given. @throws {RosterError} as `seal` */
  async sealAll(templates: readonly TemplateToSeal[]): Promise<Buffer[]> {
    const keys = await this.#keyring.keysOf(templates.map(({ personId }) => personId));
    return templates.map((template) => {
      const { personId, embedding } = template;
      const binding = templateBinding({ ...template, dimension: embedding.length });
      return seal(keys.get(personId.toLowerCase())!, embeddingToBytes(embedding), binding);
    });
  }

  /**
   * In the order given; each person's key is unwrapped once.
   * @throws {RosterError} MASTER_KEY_MISSING: that concerns everybody, and is no damage
   */
  async open(templates: readonly SealedTemplate[]): Promise<Opened[]> {
    const keys = new Map<string, Buffer | undefined>();
    const opened: Opened[] = [];
    for (const template of templates) {
      const { personId } = template;
      if (!keys.has(personId)) keys.set(personId, await this.#keyOf(template));
      const result = openWith(keys.get(personId), template);
      if ('unreadable' in result) {
        const { id: templateId, modelId } = template;
        this.#logger.error(
          { templateId, personId, modelId, reason: result.unreadable },
          'a template cannot be read and is left out: restore it from a backup, or forget it and enrol again',
        );
      }
      opened.push(result);
    }
    return opened;
  }

  async #keyOf({ personId, wrappedKey, masterKeyId }: SealedTemplate): Promise<Buffer | undefined> {
    if (!wrappedKey || !masterKeyId) return undefined;
    return this.#keyring.unwrap({ personId, wrappedKey, masterKeyId });
  }
}

function openWith(key: Buffer | undefined, template: SealedTemplate): Opened {
  if (!key) return { unreadable: template.wrappedKey ? 'key_damaged' : 'key_missing' };
  const bytes = template.ciphertext && unseal(key, template.ciphertext, templateBinding(template));
  if (!bytes || bytes.length !== 4 * template.dimension) return { unreadable: 'template_damaged' };
  return { embedding: embeddingFromBytes(bytes) };
}
