import * as z from 'zod';
import { OwnershipEdge } from '../catalogue/agencySnapshot.ts';
import { MarketPolicy } from '../catalogue/marketPolicy.ts';
import { CreditCode, JobId, Text } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';
import { type CommandsOf, command } from '../kernel/slice.ts';

const services = z.array(Text(40)).max(200);
const owners = z.array(OwnershipEdge).max(500);

export const agencyCommands = {
  RegisterAgency: command(
    'An intermediary applies for entry to the market, naming its services and who owns it (M7, M9).',
    z.object({ name: Text(200), services: services.min(1), owners }),
    /** `agency` is the key of the stream: an agency registers under its own credit code. */
    z.object({ agency: CreditCode, policy: MarketPolicy }),
  ),
  ListAgency: command('The operator admits the applicant: the form check passed (M9).', z.object({})),
  RefuseAgency: command(
    'The operator refuses an application and tells the reasons (M9).',
    z.object({ reasons: z.array(Text(1000)).min(1).max(50) }),
  ),
  ChangeServices: command(
    'The agency gives services up, at once, or applies for further ones, which are checked first (M9).',
    z.object({ services }),
  ),
  ChangeOwnership: command('The agency declares who owns it now (S10).', z.object({ owners })),
  RecordBreach: command(
    'The market records a breach of the agency in a job, such as giving up after the selection (S23).',
    z.object({ job: JobId, rule: Text(20), text: Text(1000), breachedAt: Instant }),
  ),
  DelistAgency: command(
    'The operator removes an agency from the market, by a rule and with a reason (M12).',
    z.object({ rule: Text(20), reason: Text(2000) }),
  ),
  RederiveDeadlines: command(
    'The calendar changed: open time limits are reckoned again.',
    z.object({ notice: Text(200) }),
  ),
} as const;
export type AgencyCommand = CommandsOf<typeof agencyCommands>;
