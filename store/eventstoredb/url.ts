import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { StoreUnavailable } from '../storeUnavailable.ts';

export interface Host {
  readonly address: string;
  readonly port: number;
}

/** What an address of an EventStoreDB says, with its secret apart from what may be shown. */
export interface EsdbUrl {
  /** Scheme and hosts: for logs and errors. Never the user, the password or the options. */
  readonly shown: string;
  /** Ask the one name that is given for the members of the cluster. */
  readonly discover: boolean;
  readonly hosts: readonly [Host, ...Host[]];
  readonly tls: boolean;
  readonly tlsCaFile: string | undefined;
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
  /** Numbers for the client that the address sets, by the client's own names. */
  readonly numbers: Readonly<Partial<Record<NumberOption, number>>>;
}

const NUMBERS = [
  'keepAliveInterval',
  'keepAliveTimeout',
  'discoveryInterval',
  'maxDiscoverAttempts',
  'gossipTimeout',
] as const;
type NumberOption = (typeof NUMBERS)[number];

const PORT = 2113;
const HOST = /^([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/i;

/** The address as it may be shown, also where it is wrong: what stands before the last `@` is left out. */
export function shownEsdbUrl(url: string): string {
  const [, scheme = '', rest = ''] = /^([a-z+]*:\/\/)?(.*)$/is.exec(url.trim()) ?? [];
  return `${scheme}${rest.slice(rest.lastIndexOf('@') + 1).replace(/[/?].*$/s, '')}`;
}

/**
 * `esdb://[user:password@]host[:port],…[?tls=…&tlsCaFile=…]` or `esdb+discover://…`. What is wrong is said in one line
 * that holds no secret. The client would only warn of an option that it does not know, and show the password in doing so.
 */
export function parseEsdbUrl(url: string): EsdbUrl {
  const shown = shownEsdbUrl(url);
  const wrong = (what: string) => new Error(`${shown}: ${what}`);
  const match = /^esdb(\+discover)?:\/\/(?:([^@]*)@)?([^@/?]*)\/?(?:\?([^@]*))?$/.exec(url.trim());
  if (match === null)
    throw wrong(
      'this is no address of an EventStoreDB. It is esdb://[user:password@]host[:port],…[?tls=true|false&tlsCaFile=FILE] or esdb+discover://…; @, / and ? in a password are written %40, %2F and %3F.',
    );
  const [, discover, secret, names = '', query = ''] = match;
  const [first, ...others] = names.split(',').map((name): Host => {
    const [, address, port = String(PORT)] = HOST.exec(name.trim()) ?? [];
    if (address === undefined) throw wrong(`«${name}» is no host and port.`);
    if (Number(port) < 1 || Number(port) > 65_535) throw wrong(`«${port}» is no port.`);
    return { address, port: Number(port) };
  });
  if (discover !== undefined && others.length > 0)
    throw wrong('with +discover one name is asked for all nodes. List several under esdb://.');
  const options = optionsOf(query, wrong);
  return {
    shown,
    discover: discover !== undefined,
    hosts: [first as Host, ...others],
    credentials: secret === undefined ? undefined : credentialsOf(secret, wrong),
    ...options,
  };
}

/** The certificate is asked for when the store is opened, not when its address is read. */
export function assertCertificate({ shown, tls, tlsCaFile }: EsdbUrl): void {
  if (!tls || tlsCaFile === undefined) return;
  const wrong = (what: string) => new StoreUnavailable(shown, `${what} (tlsCaFile).`);
  if (!existsSync(tlsCaFile)) throw wrong(`there is no file ${tlsCaFile} with the certificate authority`);
  try {
    // Else the client would find nobody trustworthy and say that nobody can be reached.
    if (!readFileSync(tlsCaFile, 'utf8').includes('-----BEGIN CERTIFICATE-----'))
      throw wrong(`${tlsCaFile} holds no certificate of an authority`);
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    throw wrong(`${tlsCaFile} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

function credentialsOf(secret: string, wrong: (what: string) => Error) {
  const [, username, password] = /^([^:]+):(.+)$/.exec(secret) ?? [];
  if (username === undefined || password === undefined)
    throw wrong('before the @ stand the user and the password, with a colon between them.');
  try {
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    throw wrong('the user or the password holds a % that is not followed by two hexadecimal digits.');
  }
}

/** Names of options ignore case, `-` and `_`, as in every other client of this server. */
function optionsOf(query: string, wrong: (what: string) => Error) {
  let tls = true;
  let tlsCaFile: string | undefined;
  const numbers: Partial<Record<NumberOption, number>> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    const flat = name.toLowerCase().replace(/[-_]/g, '');
    const number = NUMBERS.find((each) => each.toLowerCase() === flat);
    if (number !== undefined) {
      if (!/^-?\d+$/.test(value)) throw wrong(`${number} is a whole number, not «${value}».`);
      numbers[number] = Number(value);
    } else if (flat === 'tls') {
      if (value !== 'true' && value !== 'false') throw wrong(`tls is true or false, not «${value}».`);
      tls = value === 'true';
    } else if (flat === 'tlscafile') tlsCaFile = resolve(value);
    else if (flat === 'tlsverifycert') {
      if (value !== 'true') throw wrong('this client verifies certificates always. Name yours by tlsCaFile.');
    } else if (flat === 'nodepreference') {
      if (value.toLowerCase() !== 'leader') throw wrong('nodePreference is leader: this process writes.');
    } else if (flat !== 'defaultdeadline' && flat !== 'connectionname' && flat !== 'throwonappendfailure')
      throw wrong(`there is no option «${name}».`);
  }
  return { tls, tlsCaFile, numbers };
}
