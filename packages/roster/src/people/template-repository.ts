import { newId } from '@portero/runtime';
import type { AuditActs } from '../audit/audit-acts.ts';
import type { Database } from '../database/database.ts';
import { withoutNulls } from '../database/without-nulls.ts';
import type { Opened, SealedTemplate, TemplateCipher } from '../encryption/template-cipher.ts';
import { RosterError } from '../roster-error.ts';
import { checkInteger, checkText, checkUnit, checkUuid, isUuid } from '../validate.ts';
import { checkEmbedding } from './embedding-bytes.ts';
import { noSuchPerson } from './no-such-person.ts';
import type { GalleryRow, NewTemplate, StoredTemplate, Template, TemplateRepository } from './template.ts';
import {
  ADD_TEMPLATE,
  DIMENSION_OF_MODEL,
  ERASE_MODEL,
  FIND_BY_SOURCE,
  GALLERY_OF_PERSON,
  GALLERY_PAGE,
  LIST_FOR_PERSON,
  REVOKE_TEMPLATE,
  SEALED_FOR_PERSON,
  SIZE_OF_GALLERY,
  SIZE_OF_MODEL,
} from './template-queries.ts';

/** Below every UUID, to begin a walk through them. */
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

interface TemplateRow extends Omit<Template, 'revokedAt'> {
  revokedAt: Date | null;
}

type StoredRow = SealedTemplate & Omit<Template, 'revokedAt'>;

/** Two who add the same source at once: the second finds it the next time. */
const ADD_ATTEMPTS = 3;

export function createTemplateRepository(
  database: Database,
  { acts, cipher }: { acts: AuditActs; cipher: TemplateCipher },
): TemplateRepository {
  const openGallery = async (rows: readonly SealedTemplate[]): Promise<GalleryRow[]> => {
    const opened = await cipher.open(rows);
    return rows.map(({ id, personId }, index) => ({ templateId: id, personId, ...opened[index]! }));
  };

  const findBySource = (personId: string, modelId: string, sourceHash: string) =>
    database.row<TemplateRow>('finding a template', FIND_BY_SOURCE, [personId, modelId, sourceHash]);

  const checkDimension = async (modelId: string, dimension: number): Promise<void> => {
    const known = await database.row<{ dimension: number }>('finding a model', DIMENSION_OF_MODEL, [modelId]);
    if (known && known.dimension !== dimension) {
      throw new RosterError(
        'DIMENSION_MISMATCH',
        `The templates of ${modelId} have ${known.dimension} numbers, not ${dimension}. Give a new version of the model a new id.`,
        { context: { modelId, expected: known.dimension, actual: dimension } },
      );
    }
  };

  const sizeForBuilding = async (buildingId: string, modelId: string) => {
    checkUuid('buildingId', buildingId);
    const row = await database.row<{ persons: number; templates: number }>(
      'counting a gallery',
      SIZE_OF_GALLERY,
      [buildingId, modelId],
    );
    return row ?? { persons: 0, templates: 0 };
  };

  return {
    async add({ personId, modelId, embedding, quality, sourceHash }: NewTemplate) {
      checkEmbedding(embedding);
      checkText('modelId', modelId, 128);
      checkText('sourceHash', sourceHash, 128);
      checkUnit('quality', quality);
      if (!isUuid(personId)) throw noSuchPerson(personId);
      await checkDimension(modelId, embedding.length);
      for (let attempt = 0; attempt < ADD_ATTEMPTS; attempt++) {
        const earlier = await findBySource(personId, modelId, sourceHash);
        if (earlier && !earlier.revokedAt) return { template: withoutNulls(earlier), added: false };
        const id = earlier?.id ?? newId();
        const ciphertext = await cipher.seal({ id, personId, modelId }, embedding);
        const values = [id, personId, modelId, embedding.length, ciphertext, quality, sourceHash];
        const [row] = await acts
          .sql('adding a template', (transaction) => transaction.rows<TemplateRow>(ADD_TEMPLATE, values))
          .catch((error) => {
            throw error instanceof RosterError && error.code === 'NOT_FOUND' ? noSuchPerson(personId) : error;
          });
        if (row) return { template: withoutNulls(row), added: true };
      }
      throw new RosterError('DATABASE_CONFLICT', 'The same photograph was added by others; try again.', {
        context: { personId, modelId },
      });
    },

    async listForPerson(personId, modelId): Promise<StoredTemplate[]> {
      if (!isUuid(personId)) return [];
      const values = [personId, modelId ?? null];
      const rows = await database.rows<StoredRow>('listing templates', SEALED_FOR_PERSON, values);
      const opened = await cipher.open(rows);
      return rows.flatMap((row, index) => toStored(row, opened[index]!));
    },

    async describeForPerson(personId, modelId) {
      if (!isUuid(personId)) return [];
      const values = [personId, modelId ?? null];
      return (await database.rows<TemplateRow>('listing templates', LIST_FOR_PERSON, values)).map(
        withoutNulls,
      );
    },

    async revoke(templateId) {
      const [row] = isUuid(templateId)
        ? await acts.sql('revoking a template', (transaction) =>
            transaction.rows<TemplateRow>(REVOKE_TEMPLATE, [templateId]),
          )
        : [];
      if (!row) {
        throw new RosterError('NOT_FOUND', 'There is no such template. List those of the person first.', {
          context: { templateId },
        });
      }
      return withoutNulls(row);
    },

    async eraseModel(modelId) {
      checkText('modelId', modelId, 128);
      const row = await database.row<{ templates: number; people: number }>(
        'erasing the templates of a model',
        ERASE_MODEL,
        [modelId],
      );
      return row ?? { templates: 0, people: 0 };
    },

    async *streamForBuilding(buildingId, modelId, { batchSize = 1000, buckets } = {}) {
      checkUuid('buildingId', buildingId);
      checkInteger('batchSize', batchSize, 1, 10_000);
      for (let after = { personId: NIL_UUID, id: NIL_UUID }; ; ) {
        const page = await database.rows<SealedTemplate>('reading a gallery', GALLERY_PAGE, [
          buildingId,
          modelId,
          after.personId,
          after.id,
          batchSize,
          buckets ?? null,
        ]);
        yield* await openGallery(page);
        const last = page.at(-1);
        if (!last || page.length < batchSize) return;
        after = last;
      }
    },

    async listForBuildingPerson(buildingId, modelId, personId) {
      checkUuid('buildingId', buildingId);
      if (!isUuid(personId)) return [];
      const values = [buildingId, modelId, personId];
      return openGallery(await database.rows<SealedTemplate>('reading a gallery', GALLERY_OF_PERSON, values));
    },

    countForBuilding: async (buildingId, modelId) => (await sizeForBuilding(buildingId, modelId)).templates,

    sizeForBuilding,

    async sizeForModel(modelId) {
      const row = await database.row<{ persons: number; templates: number }>(
        'counting the templates of a model',
        SIZE_OF_MODEL,
        [modelId],
      );
      return row ?? { persons: 0, templates: 0 };
    },
  };
}

function toStored(
  { id, personId, modelId, dimension, quality, sourceHash, createdAt }: StoredRow,
  opened: Opened,
): StoredTemplate[] {
  if ('unreadable' in opened) return [];
  const { embedding } = opened;
  return [{ id, personId, modelId, dimension, quality, sourceHash, createdAt, embedding }];
}
