import { parseArgs } from 'node:util';
import { openDevIssuer } from '../api/devIssuer.ts';
import { readConfig } from '../app/config.ts';
import { CreditCode } from '../domain/kernel/ids.ts';
import { demoRoles, demoUsers } from './demoUsers.ts';
import { inOneSentence } from './usage.ts';

/** `npm run --silent token -- ROLE [--org CODE]`: one development token on standard output, and nothing else. */

/** What was typed is wrong; the message is the one line that is shown. */
class Usage extends Error {}

const usage = `npm run --silent token -- ROLE [--org CODE], where ROLE is one of ${demoRoles.join(', ')}`;

const wrong = (given: readonly string[]) =>
  given.length === 0 ? 'Name a role.' : `«${given.join(' ')}» is no role.`;

function asked(args: string[]) {
  let parsed: { values: { org?: string | undefined; help?: boolean | undefined }; positionals: string[] };
  try {
    parsed = parseArgs({
      args,
      options: { org: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new Usage(`${inOneSentence(error)} Usage: ${usage}.`);
  }
  if (parsed.values.help === true) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  const [name, ...rest] = parsed.positionals;
  const role = demoRoles.find((known) => known === name);
  if (role === undefined || rest.length > 0) throw new Usage(`${wrong(parsed.positionals)} Usage: ${usage}.`);
  const { org } = parsed.values;
  if (org === undefined) return { role, organization: demoUsers[role].organization };
  const code = CreditCode.safeParse(org);
  if (!code.success)
    throw new Usage(`--org ${org}: ${code.error.issues[0]?.message ?? 'is no credit code.'}`);
  return { role, organization: code.data };
}

try {
  const { role, organization } = asked(process.argv.slice(2));
  const { DATA_DIR, NODE_ENV } = process.env;
  const { dataDir, environment } = readConfig({ DATA_DIR, NODE_ENV });
  const issuer = await openDevIssuer(dataDir, environment);
  const { subject } = demoUsers[role];
  process.stdout.write(`${await issuer.issue({ subject, organization, roles: [role] })}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
