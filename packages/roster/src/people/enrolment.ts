import type { NewTemplate } from './template.ts';

/** A person with what is needed to be found at the doors of a place. */
export interface NewEnrolment {
  displayName: string;
  templates: readonly Omit<NewTemplate, 'personId'>[];
}

export interface EnrolmentRepository {
  /**
   * Adds people who were never here before, each with templates and a grant without end, many in one statement. When it
   * fails half-way, people of it may be left without templates and grants, whom nothing opens for.
   *
   * @param place `site/building`
   * @returns their ids, in the order given
   * @throws {RosterError} NOT_FOUND (the building), INVALID_INPUT
   */
  enrolMany(place: string, people: readonly NewEnrolment[]): Promise<string[]>;
}
