/** One instruction of a Dockerfile, its continued lines joined. */
export interface Instruction {
  readonly name: string;
  readonly words: string;
}

export const parseDockerfile = (text: string): readonly Instruction[] =>
  text
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name = '', words = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
      return { name, words };
    });

/** What the rules look at beside the file itself. */
export interface Repository {
  readonly exists: (path: string) => boolean;
  /** What `.dockerignore` lets through. */
  readonly sent: readonly string[];
  /** Folders of the program, and the packages that each of them imports. */
  readonly imports: ReadonlyMap<string, ReadonlySet<string>>;
  /** Packages that are installed without those for development. */
  readonly packages: readonly string[];
}

const KNOWN = /^(?:ARG|FROM|WORKDIR|COPY|RUN|ENV|USER|VOLUME|EXPOSE|HEALTHCHECK|CMD)$/;

/** All that is wrong with the Dockerfile of a server. */
export function complaintsOf(
  text: string,
  { exists, sent, imports, packages }: Repository,
): readonly string[] {
  const all = parseDockerfile(text);
  const starts = all.flatMap(({ name }, index) => (name === 'FROM' ? [index] : []));
  const last = all.slice(starts.at(-1));
  const of = (name: string, within: readonly Instruction[] = last) =>
    within.filter((each) => each.name === name).map(({ words }) => words);
  const complaints: string[] = [];
  const demand = (holds: boolean, otherwise: string) => {
    if (!holds) complaints.push(otherwise);
  };

  for (const { name } of all) demand(KNOWN.test(name), `${name} is no instruction that is used here`);
  demand(starts.length > 1, 'one stage only: what builds the image stays in it');
  const args = new Map(of('ARG', all).map((words) => words.split('=') as [string, string | undefined]));
  for (const from of of('FROM', all)) {
    const variable = /:\$\{(\w+)\}/.exec(from)?.[1];
    demand(
      variable !== undefined && Boolean(args.get(variable)),
      `the tag of «${from}» is no variable with a default`,
    );
  }

  const copied: string[] = [];
  for (const words of of('COPY', all)) {
    if (words.startsWith('--from=')) continue;
    const sources = words.split(/\s+/).slice(0, -1);
    copied.push(...sources);
    for (const source of sources) {
      demand(source !== '.', 'COPY . takes what nobody thought of');
      demand(exists(source), `COPY ${source}: there is no such thing`);
      demand(sent.includes(source), `COPY ${source}: .dockerignore keeps it back`);
    }
  }
  for (const each of sent)
    demand(copied.includes(each), `.dockerignore lets ${each} through, which nobody copies`);
  for (const [folder, imported] of imports) {
    if (!copied.includes(folder)) continue;
    for (const name of imported)
      if (imports.has(name)) demand(copied.includes(name), `${folder} imports ${name}, which is not copied`);
      else demand(packages.includes(name), `${folder} imports ${name}, which --omit=dev leaves out`);
  }

  const installs = of('RUN', all).filter((words) => /\bnpm\b/.test(words));
  demand(installs.length === 1, 'packages are installed once');
  for (const each of installs) {
    demand(each.startsWith('npm ci '), `«${each}» does not keep to the lock file`);
    demand(each.includes('--omit=dev'), `«${each}» brings what is for development`);
    demand(each.includes('--ignore-scripts'), `«${each}» compiles what is shipped, and fetches another Node`);
  }

  const lines = last.map(({ name }) => name);
  const user = of('USER').at(-1);
  demand(user !== undefined && !/^(?:root|0)\b/.test(user), 'it runs as root');
  demand(
    lines.lastIndexOf('USER') > lines.lastIndexOf('RUN'),
    'what is run after USER fails, or USER changes back',
  );
  const environment = new Map(
    of('ENV').flatMap((words) => words.split(/\s+/).map((each) => each.split('=') as [string, string])),
  );
  demand(environment.get('NODE_ENV') === 'production', 'NODE_ENV is not production');
  demand(environment.get('HOST') === '0.0.0.0', 'nobody outside reaches it');
  demand(of('VOLUME').includes(environment.get('DATA_DIR') ?? '-'), 'DATA_DIR is no volume');
  demand(of('EXPOSE').includes(environment.get('PORT') ?? '-'), 'PORT is not exposed');
  demand(
    of('HEALTHCHECK').some((words) => words.includes('/readyz')),
    'nobody asks /readyz',
  );
  const command = of('CMD').at(-1) ?? '';
  demand(
    /^\["node", "cli\/start\.mjs"\]$/.test(command),
    `SIGTERM does not reach the server through «${command}»`,
  );
  return complaints;
}
