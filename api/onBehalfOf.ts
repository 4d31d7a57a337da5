import { mandateOf } from '../app/mandates.ts';
import type { Runtime } from '../app/runtime.ts';
import { CreditCode } from '../domain/kernel/ids.ts';
import { hasRole, publicViewer, type Viewer } from './viewer.ts';

/** The header by which an agent says whom it acts for 代办. */
export const ON_BEHALF_OF = 'x-on-behalf-of';

/** Why somebody may not act for an organisation, as an answer over HTTP. */
export interface NoAgent {
  readonly status: 400 | 401 | 403;
  readonly code: string;
  readonly message: string;
}

const CODES = {
  MandateMissing: 'MANDATE_MISSING',
  MandateNotYet: 'MANDATE_NOT_YET',
  MandateExpired: 'MANDATE_EXPIRED',
  MandateRevoked: 'MANDATE_REVOKED',
  OutsideMandate: 'OUTSIDE_MANDATE',
} as const;

/**
 * The viewer as it acts for an organisation, by the authority that it has at this moment: in the role that was granted and
 * in no other of its own. Whoever names its own organisation acts as itself.
 */
export const actingFor =
  ({ stateOf, clock }: Pick<Runtime, 'stateOf' | 'clock'>) =>
  async (viewer: Viewer, principal: string): Promise<Viewer | NoAgent> => {
    if (!CreditCode.safeParse(principal).success)
      return { status: 400, code: 'BAD_REQUEST', message: `${ON_BEHALF_OF} is one valid credit code.` };
    const { subject, organization } = viewer;
    if (subject === null)
      return {
        status: 401,
        code: 'UNAUTHENTICATED',
        message: 'Whoever acts for another shows its own token.',
      };
    if (!hasRole(viewer, 'owner', 'intermediary'))
      return {
        status: 403,
        code: 'FORBIDDEN',
        message: `Owners and intermediaries act for others; you are ${viewer.roles.join(', ')}.`,
      };
    if (organization === principal) return viewer;
    const mandate = await mandateOf(stateOf, { subject, organization }, principal, clock.now());
    if ('code' in mandate) return { status: 403, code: CODES[mandate.code], message: mandate.message };
    const now = async (): Promise<Viewer> => {
      const own = await (viewer.now?.() ?? viewer);
      const again = await actingFor({ stateOf, clock })(own, principal);
      return 'status' in again ? publicViewer : again;
    };
    return {
      subject,
      organization,
      roles: [mandate.role],
      onBehalfOf: principal,
      mandated: mandate.commands,
      now,
    };
  };
