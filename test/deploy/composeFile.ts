import * as z from 'zod';

/** What we use of the compose specification, and no key besides: a misspelt one is an error here and nowhere else. */
const Text = z.string().min(1);
const Duration = z.string().regex(/^(?:\d+(?:ms|s|m|h))+$/);
const Conditions = z.enum(['service_started', 'service_healthy', 'service_completed_successfully']);

const Healthcheck = z.strictObject({
  test: z.tuple([z.enum(['CMD', 'CMD-SHELL']), Text], Text),
  interval: Duration,
  timeout: Duration,
  retries: z.int().positive(),
  start_period: Duration.optional(),
});

const Service = z.strictObject({
  image: Text,
  build: z.strictObject({ context: Text, args: z.record(z.string(), Text).optional() }).optional(),
  profiles: z.array(Text).nonempty(),
  command: z.array(Text).optional(),
  entrypoint: z.array(Text).optional(),
  environment: z.record(z.string(), z.string().nullable()).optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition: Conditions })).optional(),
  healthcheck: Healthcheck.optional(),
  networks: z
    .union([z.array(Text), z.record(z.string(), z.strictObject({ ipv4_address: Text }).nullable())])
    .optional(),
  network_mode: z.literal('none').optional(),
  ports: z.array(z.string().regex(/^(?:[\d.]+:)?[^:]*\S:\S+$/)).optional(),
  volumes: z.array(z.string().regex(/^[a-z0-9-]+:\/[\w./-]+(?::ro)?$/)).optional(),
  configs: z.array(z.strictObject({ source: Text, target: Text })).optional(),
  restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']),
  user: Text.optional(),
  init: z.boolean().optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(Text).optional(),
  cap_drop: z.array(Text).optional(),
  security_opt: z.array(Text).optional(),
  stop_grace_period: Duration.optional(),
  shm_size: Text.optional(),
});

const ComposeFile = z
  .looseObject({
    name: Text,
    services: z.record(z.string(), Service),
    configs: z.record(z.string(), z.strictObject({ content: Text })),
    networks: z.record(
      z.string(),
      z
        .strictObject({ ipam: z.strictObject({ config: z.array(z.strictObject({ subnet: Text })) }) })
        .nullable(),
    ),
    volumes: z.record(z.string(), z.null()),
  })
  .superRefine((file, context) => {
    const known = new Set(['name', 'services', 'configs', 'networks', 'volumes']);
    for (const key of Object.keys(file))
      if (!known.has(key) && !key.startsWith('x-'))
        context.addIssue({ code: 'custom', message: `unknown key ${key}`, path: [key] });
  });

export type ComposeFile = z.infer<typeof ComposeFile>;
export type Service = z.infer<typeof Service>;

/** What is wrong with the shape of a file; the file, where nothing is. */
export function parseCompose(content: unknown): {
  readonly file?: ComposeFile;
  readonly complaints: string[];
} {
  const parsed = ComposeFile.safeParse(content);
  if (parsed.success) return { file: parsed.data, complaints: [] };
  return {
    complaints: parsed.error.issues.map(({ path, message }) => `shape: ${path.join('.')}: ${message}`),
  };
}

/** A variable as it stands in the file, with what it is where nobody sets it. */
export interface Variable {
  readonly name: string;
  readonly fallback: string | undefined;
}

const REFERENCE = /\$\$|\$\{([A-Z][A-Z0-9_]*)(?::-([^}]*))?\}|\$/g;

/** Every text within, wherever it lies. */
export const textsOf = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsOf)
      : [];

/** The variables of a text; a lone dollar sign is one that compose would refuse or eat. */
export function variablesOf(text: string): { readonly variables: Variable[]; readonly strayDollar: boolean } {
  const variables: Variable[] = [];
  let strayDollar = false;
  for (const [whole, name, fallback] of text.matchAll(REFERENCE))
    if (name !== undefined) variables.push({ name, fallback });
    else if (whole === '$') strayDollar = true;
  return { variables, strayDollar };
}

/** A text as the container gets it. */
export const interpolate = (text: string, set: Readonly<Record<string, string>> = {}): string =>
  text.replaceAll(REFERENCE, (whole: string, name?: string, fallback?: string) =>
    whole === '$$' ? '$' : name === undefined ? whole : set[name] || (fallback ?? ''),
  );

/** `.env.example`: each variable with the value that stands there, and whether a comment explains it. */
export interface Explained extends Variable {
  readonly optional: boolean;
  readonly explained: boolean;
}

const ASSIGNMENT = /^(# )?([A-Z][A-Z0-9_]*)=(.*)$/;

/** A comment explains all variables that follow it without an empty line between. */
export function parseExample(text: string): readonly Explained[] {
  const found: Explained[] = [];
  let explained = false;
  for (const line of text.split('\n')) {
    const assignment = ASSIGNMENT.exec(line);
    if (assignment !== null) {
      const [, sign, name = '', fallback] = assignment;
      found.push({ name, fallback, optional: sign !== undefined, explained });
    } else if (line.trim() === '') explained = false;
    else if (/^# [^-]/.test(line)) explained = true;
  }
  return found;
}
