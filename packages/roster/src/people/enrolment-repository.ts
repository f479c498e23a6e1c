import { newId } from '@portero/runtime';
import type { AuditActs } from '../audit/audit-acts.ts';
import type { TemplateCipher } from '../encryption/template-cipher.ts';
import type { PlaceRepository } from '../places/place.ts';
import { RosterError } from '../roster-error.ts';
import { checkText, checkUnit } from '../validate.ts';
import { checkEmbedding } from './embedding-bytes.ts';
import type { EnrolmentRepository, NewEnrolment } from './enrolment.ts';
import { ADD_GRANTS, ADD_PEOPLE, ADD_TEMPLATES } from './enrolment-queries.ts';
import type { NewTemplate } from './template.ts';

interface EnrolmentDeps {
  acts: AuditActs;
  cipher: TemplateCipher;
  places: Pick<PlaceRepository, 'findBuilding'>;
}

export function createEnrolmentRepository({ acts, cipher, places }: EnrolmentDeps): EnrolmentRepository {
  return {
    async enrolMany(place, people) {
      for (const person of people) checkEnrolment(person);
      const building = await places.findBuilding(place);
      if (!building) {
        throw new RosterError('NOT_FOUND', `There is no building ${place}. Add it first.`, {
          context: { address: place },
        });
      }
      const ids = people.map(() => newId());
      const names = people.map(({ displayName }) => displayName);
      await acts.sql('adding people', (transaction) =>
        transaction.rows(ADD_PEOPLE, [building.siteId, ids, names]),
      );
      const templates = people.flatMap((person, index) =>
        person.templates.map((template): NewTemplate => ({ ...template, personId: ids[index]! })),
      );
      // A key needs its person to be there, so these cannot be one transaction.
      const templateIds = templates.map(() => newId());
      const ciphertexts = await cipher.sealAll(
        templates.map((template, index) => ({ ...template, id: templateIds[index]! })),
      );
      await acts.sql('enrolling people', async (transaction) => {
        await transaction.rows(ADD_TEMPLATES, [
          templateIds,
          templates.map(({ personId }) => personId),
          templates.map(({ modelId }) => modelId),
          templates.map(({ embedding }) => embedding.length),
          ciphertexts,
          templates.map(({ quality }) => quality),
          templates.map(({ sourceHash }) => sourceHash),
        ]);
        await transaction.rows(ADD_GRANTS, [building.id, ids.map(() => newId()), ids]);
      });
      return ids;
    },
  };
}

function checkEnrolment({ displayName, templates }: NewEnrolment): void {
  checkText('displayName', displayName, 200);
  for (const { modelId, embedding, quality, sourceHash } of templates) {
    checkEmbedding(embedding);
    checkText('modelId', modelId, 128);
    checkText('sourceHash', sourceHash, 128);
    checkUnit('quality', quality);
  }
}
