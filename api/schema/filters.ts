import type { Builder } from './builder.ts';

/** What lists may be narrowed by. What is left out narrows nothing. */
export const defineFilters = (builder: Builder) => ({
  projects: builder.inputType('ProjectFilter', {
    description: 'Which projects to list.',
    fields: (t) => ({
      profile: t.string({ description: 'Those of this process, such as CX-GOV-60.' }),
      status: t.field({ type: 'ProjectStatus', description: 'Those that stand so.' }),
      owner: t.string({ description: 'Those of this owner, by credit code.' }),
      search: t.string({ description: 'Those with this text in code, title or owner.' }),
      level: t.field({ type: 'Level', description: 'Those with an open node of this level.' }),
    }),
  }),
  deadlines: builder.inputType('DeadlineFilter', {
    description: 'Which deadlines to list.',
    fields: (t) => ({
      department: t.string({ description: 'Those that this unit answers for, by credit code.' }),
      level: t.field({ type: 'Level', description: 'Those that stand so.' }),
      project: t.string({ description: 'Those of this project, by code.' }),
      kind: t.field({ type: 'DeadlineKind', description: 'Those of this kind.' }),
      dueBefore: t.field({ type: 'Instant', description: 'Those due before this instant.' }),
      includeClosed: t.boolean({ description: 'With those that are closed; left out otherwise.' }),
    }),
  }),
  alerts: builder.inputType('AlertFilter', {
    description: 'Which alerts to list.',
    fields: (t) => ({
      department: t.string({ description: 'Those that this unit answers for, by credit code.' }),
      level: t.field({ type: 'Level', description: 'Those of this level.' }),
      project: t.string({ description: 'Those of this project, by code.' }),
      kind: t.field({ type: 'AlertKind', description: 'Those of this kind.' }),
      includeClosed: t.boolean({ description: 'With those of closed deadlines; left out otherwise.' }),
    }),
  }),
  jobs: builder.inputType('JobFilter', {
    description: 'Which jobs to list.',
    fields: (t) => ({
      status: t.field({ type: 'JobStatus', description: 'Those that stand so.' }),
      service: t.string({ description: 'Those for this service, by code.' }),
      project: t.string({ description: 'Those of this project, by code.' }),
      method: t.field({ type: 'SelectionMethod', description: 'Those decided so.' }),
    }),
  }),
  mandates: builder.inputType('MandateFilter', {
    description: 'Which authorities to list.',
    fields: (t) => ({
      organization: t.string({ description: 'Those that this organisation gave, by credit code.' }),
      agent: t.string({ description: 'Those of this agent, by the subject of its token.' }),
      status: t.field({ type: 'MandateStatus', description: 'Those that stand so now.' }),
    }),
  }),
  agencies: builder.inputType('AgencyFilter', {
    description: 'Which agencies to list.',
    fields: (t) => ({
      service: t.string({ description: 'Those listed for this service, by code.' }),
      search: t.string({ description: 'Those with this text in name or credit code.' }),
      status: t.string({ description: 'Those whose entry stands so.' }),
    }),
  }),
});
