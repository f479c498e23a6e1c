import type { Enrolled } from '@portero/biometrics';
import type { PersonStatus, Roster } from '@portero/roster';

export interface KnownPerson extends Enrolled {
  readonly displayName: string;
}

/** All people of a site, or of all sites, who have a template of the model; only active ones where it says so. */
export async function knownFaces(
  roster: Roster,
  modelId: string,
  { site, status }: { site?: string | undefined; status?: PersonStatus },
): Promise<KnownPerson[]> {
  const known: KnownPerson[] = [];
  for (const { id, displayName } of await roster.persons.list({ site, ...(status && { status }) })) {
    const templates = await roster.templates.listForPerson(id, modelId);
    if (templates.length > 0) {
      known.push({ id, displayName, templates: templates.map(({ embedding }) => embedding) });
    }
  }
  return known;
}
