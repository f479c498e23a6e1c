import { randomBytes } from 'node:crypto';
import type { Database } from '../database/database.ts';
import { snapshotBinding, snapshotKeyBinding } from '../encryption/associated-data.ts';
import { currentMasterKeyId } from '../encryption/keyring.ts';
import type { MasterKeyProvider } from '../encryption/master-key-provider.ts';
import { KEY_BYTES, sealPieces, unseal } from '../encryption/sealed-bytes.ts';
import { checkInteger, checkText, checkUuid } from '../validate.ts';
import type { GallerySnapshotSealer, GallerySnapshots } from './gallery-snapshots.ts';
import { ADD_SNAPSHOT_KEYS, LOCK_CHANGES, SNAPSHOT_KEYS } from './snapshot-queries.ts';

interface SnapshotKeyRow {
  bucket: number;
  wrappedKey: Buffer;
  masterKeyId: string;
  mustHold: number;
}

interface PartKey {
  key: Buffer;
  mustHold: number;
}

export function createGallerySnapshots({
  database,
  provider,
}: {
  database: Database;
  provider: MasterKeyProvider;
}): GallerySnapshots {
  return {
    async sealer(buildingId, modelId) {
      checkUuid('buildingId', buildingId);
      checkText('modelId', modelId, 128);
      const rows = await database.rows<SnapshotKeyRow>('reading keys', SNAPSHOT_KEYS, [buildingId, modelId]);
      const keys = new Map<number, PartKey>();
      for (const { bucket, wrappedKey, masterKeyId, mustHold } of rows) {
        const binding = snapshotKeyBinding({ buildingId, modelId, bucket }, masterKeyId);
        const key = await provider.unwrap(masterKeyId, wrappedKey, binding);
        // One that is damaged is as good as none: the part is read from the database.
        if (key) keys.set(bucket, { key, mustHold });
      }
      return createSealer(keys, (bucket) => snapshotBinding({ buildingId, modelId, bucket }));
    },

    async makeKeys(buildingId, modelId, buckets) {
      checkUuid('buildingId', buildingId);
      checkText('modelId', modelId, 128);
      for (const bucket of buckets) checkInteger('bucket', bucket, 0, 255);
      const masterKeyId = await currentMasterKeyId(database);
      const wrapped: Buffer[] = [];
      for (const bucket of buckets) {
        const binding = snapshotKeyBinding({ buildingId, modelId, bucket }, masterKeyId);
        wrapped.push(await provider.wrap(masterKeyId, randomBytes(KEY_BYTES), binding));
      }
      await database.transaction('adding keys', async (transaction) => {
        await transaction.rows(LOCK_CHANGES);
        await transaction.rows(ADD_SNAPSHOT_KEYS, [buildingId, modelId, buckets, wrapped, masterKeyId]);
      });
    },
  };
}

function createSealer(
  keys: ReadonlyMap<number, PartKey>,
  bindingOf: (bucket: number) => Buffer,
): GallerySnapshotSealer {
  return {
    mustHold: (bucket) => keys.get(bucket)?.mustHold,
    seal(bucket, plaintext) {
      const key = keys.get(bucket)?.key;
      return key && sealPieces(key, plaintext, bindingOf(bucket));
    },
    unseal(bucket, sealed) {
      const key = keys.get(bucket)?.key;
      return key && unseal(key, sealed, bindingOf(bucket));
    },
  };
}
