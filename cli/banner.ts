import type { DevIssuer } from '../api/devIssuer.ts';
import { hospital, hospitalInMarket } from '../app/simulation/reference.ts';
import { demoRoles, demoUsers } from './demoUsers.ts';

const queries = [
  {
    title: 'How the hospital got its permit, and why each day counts:',
    query: `{ project(code: "${hospital.code}") { title status budget { target used remaining } nodes { key title dueOn decidedAt usedDays level } } }`,
  },
  {
    title: 'What is late now, and who answers for it (as supervisor):',
    query:
      '{ overdueAlerts(first: 10) { totalCount nodes { level raisedAt deadline { project node departmentName dueOn explanation { binding rules { id text } } } } } overdueByDepartment { departmentName open amber red purple } }',
  },
  {
    title: 'A draw that anybody can run again:',
    query: `{ job(id: "${hospitalInMarket.code}-M-WS") { title status result { winner reserves explanation } excluded { agency reason path } proof } }`,
  },
] as const;

/** What a newcomer wants to know when the server is up. Tokens only where the development issuer runs. */
export async function banner(
  address: string,
  issuer: DevIssuer | undefined,
  demonstration: boolean,
): Promise<string> {
  const ready = [
    `Lianshen 联审 is ready: ${address}`,
    `  GraphQL     ${address}/graphql`,
    `  Health      ${address}/healthz  ${address}/readyz`,
    '',
  ];
  if (issuer === undefined) return ['', ...ready].join('\n');
  const lines = ['', 'Demo users, each with a token for the header «Authorization: Bearer …»:'];
  for (const role of demoRoles) {
    const { subject, organization, title } = demoUsers[role];
    const token = await issuer.issue({ subject, organization, roles: [role] });
    lines.push('', `  ${role.padEnd(12)} ${title}`, `  ${token}`);
  }
  if (demonstration) {
    lines.push('', 'Three queries worth trying:');
    for (const { title, query } of queries) lines.push('', `  ${title}`, `  ${query}`);
  }
  // The addresses come last, where a terminal stands when the rest has scrolled by.
  return [
    ...lines,
    '',
    ...ready,
    'Another token: npm run --silent token -- ROLE [--org CODE].  Ctrl-C stops.',
    '',
  ].join('\n');
}

/** Of a process that answers no questions. */
export const shortBanner = (address: string, roles: ReadonlySet<string>): string =>
  [
    '',
    `Lianshen 联审 is ready as ${[...roles].join(', ')}.`,
    `  Health      ${address}/healthz  ${address}/readyz`,
    '',
  ].join('\n');
