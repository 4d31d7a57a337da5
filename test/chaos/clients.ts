import { setTimeout as after } from 'node:timers/promises';
import { plant } from '../../app/simulation/reference.ts';
import { projectCheckDigit } from '../../domain/kernel/ids.ts';

/** A command that a client has sent, and what came of it. */
export interface Sent {
  readonly commandId: string;
  readonly stream: string;
  /** How many facts it leads to where it is accepted. */
  readonly facts: number;
  answer: 'accepted' | 'rejected' | 'none';
  /** How often it was sent; more than once where no answer came. */
  tries: number;
}

interface Parts {
  readonly addresses: readonly string[];
  readonly token: string;
  readonly random: () => number;
  readonly sent: Sent[];
  readonly signal: AbortSignal;
  /** How many projects are there before, whose codes are taken. */
  readonly firstProject: number;
}

/** A valid code, the same for the same number. */
export const projectCode = (number: number): string => {
  const serial = String(600_00 + number).padStart(5, '0');
  const body = `26035323900401${serial}`;
  return `2603-532390-04-01-${serial}${projectCheckDigit(body)}`;
};

const PATIENCE_MS = 4000;
let projects = 0;
let agents = 0;

/** One client: a command after the other, each sent under its id until an answer comes, to whichever server. */
export async function client(name: string, parts: Parts): Promise<void> {
  const { signal, random, sent } = parts;
  while (!signal.aborted) {
    const [mutation, input, command] = random() < 0.25 ? registering(parts.firstProject) : granting();
    const commandId = `${name}-${sent.length}-${Math.floor(random() * 1e9)}`;
    const one: Sent = { ...command, commandId, answer: 'none', tries: 0 };
    sent.push(one);
    await deliver(one, mutation, input, parts);
    // Two clients take one authority back at once: one of them does.
    if (mutation === 'grantAuthority' && one.answer === 'accepted' && random() < 0.5)
      await Promise.all(
        ['a', 'b'].map(async (who) => {
          const taking: Sent = { ...command, commandId: `${commandId}-${who}`, answer: 'none', tries: 0 };
          sent.push(taking);
          const { organization, agent } = input;
          await deliver(taking, 'revokeAuthority', { organization, agent, reason: '不再代办' }, parts);
        }),
      );
    await after(random() * 60);
  }
}

type Command = readonly [
  mutation: string,
  input: Readonly<Record<string, unknown>>,
  command: Pick<Sent, 'stream' | 'facts'>,
];

function registering(first: number): Command {
  projects += 1;
  const code = projectCode(first + projects);
  const { title, type, owner, ownerName, profile } = plant;
  return [
    'registerProject',
    { code, title, type, owner, ownerName, profile, offClock: 'none', plannedDays: [] },
    { stream: `project-${code}`, facts: 1 },
  ];
}

function granting(): Command {
  agents += 1;
  const agent = `agent-${agents}`;
  return [
    'grantAuthority',
    {
      organization: plant.owner,
      agent,
      agentName: '李代办',
      agentOrganization: '91532390MA6K00302M',
      role: 'owner',
      validUntil: '2027-01-01T00:00:00.000Z',
      documentTitle: '授权委托书',
      documentSha256: 'a'.repeat(64),
    },
    { stream: `mandate-${plant.owner}-${agent}`, facts: 1 },
  ];
}

async function deliver(one: Sent, mutation: string, input: object, parts: Parts): Promise<void> {
  const { addresses, token, random, signal } = parts;
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const query = `mutation ($input: ${type}!, $commandId: ID) { told: ${mutation}(input: $input, commandId: $commandId) {
    __typename ... on Rejected { code message } ... on Invalid { issues { path message } } } }`;
  while (!signal.aborted) {
    one.tries += 1;
    const address = addresses[Math.floor(random() * addresses.length)] ?? '';
    try {
      const response = await fetch(`${address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables: { input, commandId: one.commandId } }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const { data } = (await response.json()) as {
        readonly data?: { readonly told: { readonly __typename: string; readonly code?: string } } | null;
      };
      const told = data?.told;
      if (told?.__typename === 'Invalid') throw new TypeError(JSON.stringify(told));
      // «Busy» and an error without an answer ask for another try.
      if (told !== undefined && told.code !== 'Busy') {
        one.answer = told.__typename === 'Accepted' ? 'accepted' : 'rejected';
        return;
      }
    } catch (error) {
      if (error instanceof TypeError && error.message.startsWith('{')) throw error;
    }
    await after(50 + random() * 200);
  }
}
