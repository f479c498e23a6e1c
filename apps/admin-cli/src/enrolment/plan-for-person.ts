import type { Person } from '@portero/roster';
import type { CliContext } from '../context/cli-context.ts';
import { siteLimits } from './enrolment-limits.ts';
import type { ExaminedPhoto } from './examine-photos.ts';
import { knownFaces } from './known-faces.ts';
import { type EnrolmentPlan, planEnrolment } from './plan-enrolment.ts';

export interface PersonPlanRequest {
  person: Pick<Person, 'id' | 'site'>;
  modelId: string;
  examined: readonly ExaminedPhoto[];
  force: boolean;
}

/** Plans an enrolment against everybody of the person's site, suspended people included. */
export async function planForPerson(
  { person, modelId, examined, force }: PersonPlanRequest,
  context: Pick<CliContext, 'roster' | 'dataDir'>,
): Promise<EnrolmentPlan> {
  const roster = await context.roster();
  const known = await knownFaces(roster, modelId, { site: person.site });
  return planEnrolment({
    examined,
    own: await roster.templates.listForPerson(person.id, modelId),
    others: known.filter(({ id }) => id !== person.id),
    limits: await siteLimits(modelId, known, context),
    force,
  });
}
