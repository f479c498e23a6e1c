import type { Enrolled } from '@portero/biometrics';
import type { Roster } from '@portero/roster';

export interface KnownPerson extends Enrolled {
  readonly displayName: string;
}

/** All active people of a site, or of all sites, who have a template of the model. */
export async function knownFaces(roster: Roster, modelId: string, site?: string): Promise<KnownPerson[]> {
  const known: KnownPerson[] = [];
  for (const { id, displayName } of await roster.persons.list({ site, status: 'active' })) {
    const templates = await roster.templates.listForPerson(id, modelId);
    if (templates.length > 0) {
      known.push({ id, displayName, templates: templates.map(({ embedding }) => embedding) });
    }
  }
  return known;
}
