import { ConfigError, readConfig } from '../../app/config.ts';
import {
  type ComposeFile,
  type Explained,
  interpolate,
  parseCompose,
  type Service,
  textsOf,
  variablesOf,
} from './composeFile.ts';

/** What the rules look at beside the file itself. */
export interface Surroundings {
  readonly example: readonly Explained[];
  /** Whether a path of the repository exists. */
  readonly exists: (path: string) => boolean;
  /** What `app/config.ts` and others read from the environment. */
  readonly isRead: (variable: string) => boolean;
}

/** A whole `.env` for the profile that needs one. */
const SET = {
  SITE: 'lianshen.example',
  AUTH_ISSUER: 'https://id.example/realms/county',
  SESSION_SECRET: 's'.repeat(64),
  POSTGRES_PASSWORD: 'p'.repeat(48),
  KURRENTDB_ADMIN_PASSWORD: 'a'.repeat(48),
  KURRENTDB_OPS_PASSWORD: 'o'.repeat(48),
};

type Named = readonly [name: string, service: Service];
type Rule = (file: ComposeFile, around: Surroundings) => readonly string[];

const servicesOf = (file: ComposeFile): readonly Named[] => Object.entries(file.services);
const profilesOf = (file: ComposeFile) => [
  ...new Set(servicesOf(file).flatMap(([, { profiles }]) => profiles)),
];
const inProfile = (file: ComposeFile, profile: string): readonly Named[] =>
  servicesOf(file).filter(([, { profiles }]) => profiles.includes(profile));
const isServer = ([, { build }]: Named) => build !== undefined;
const isNode = ([, { environment = {} }]: Named) => 'KURRENTDB_NODE_PORT' in environment;
const networksOf = ({ networks = [] }: Service) =>
  Array.isArray(networks) ? networks : Object.keys(networks);
const addressesOf = ({ networks = [] }: Service) =>
  Array.isArray(networks)
    ? []
    : Object.values(networks).flatMap((each) => (each === null ? [] : [interpolate(each.ipv4_address, SET)]));
const seconds = (duration: string | undefined) => Number(/^(\d+)s$/.exec(duration ?? '')?.[1] ?? 0);

/** The environment that a container gets: what has no value here is taken from `.env`, or is not there. */
export function environmentOf(
  { environment = {} }: Service,
  set: Readonly<Record<string, string>> = SET,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => {
      const given = value === null ? set[name] : interpolate(value, set);
      return given === undefined ? [] : [[name, given]];
    }),
  );
}

const dependencies: Rule = (file) =>
  profilesOf(file).flatMap((profile) =>
    inProfile(file, profile).flatMap(([name, { depends_on = {} }]) =>
      Object.entries(depends_on).flatMap(([target, { condition }]) => {
        const needed = file.services[target];
        const where = `depends_on: ${name} of ${profile} → ${target}`;
        if (needed === undefined || !needed.profiles.includes(profile))
          return [`${where}: is not in this profile`];
        // The image of the servers brings its own: test/deploy/dockerfile.spec.ts holds it to that.
        if (condition === 'service_healthy' && needed.healthcheck === undefined && needed.build === undefined)
          return [`${where}: can never be healthy without a healthcheck`];
        if (condition === 'service_completed_successfully' && needed.restart !== 'no')
          return [`${where}: never completes while it restarts`];
        if (condition !== 'service_completed_successfully' && needed.restart === 'no')
          return [`${where}: ends, so that its completion is to be waited for`];
        return [];
      }),
    ),
  );

const circles: Rule = (file) =>
  servicesOf(file).flatMap(([name]) => {
    const seen = new Set<string>();
    const walk = (at: string): boolean =>
      Object.keys(file.services[at]?.depends_on ?? {}).some((next) => {
        if (next === name) return true;
        if (seen.has(next)) return false;
        seen.add(next);
        return walk(next);
      });
    return walk(name) ? [`depends_on: ${name} waits for itself`] : [];
  });

const variables: Rule = (file, { example }) => {
  const complaints: string[] = [];
  const used = new Map<string, Set<string>>();
  const use = (name: string, fallback: string | undefined) =>
    used.set(name, (used.get(name) ?? new Set()).add(fallback ?? ''));
  for (const text of textsOf(file)) {
    const { variables: found, strayDollar } = variablesOf(text);
    for (const { name, fallback } of found) use(name, fallback);
    if (strayDollar) complaints.push(`variables: a lone dollar sign in «${text.slice(0, 40)}»`);
  }
  for (const [, { environment = {} }] of servicesOf(file))
    for (const [name, value] of Object.entries(environment)) if (value === null) use(name, undefined);
  const listed = new Map(example.map((each) => [each.name, each]));
  for (const [name, fallbacks] of used) {
    const found = listed.get(name);
    if (found === undefined) complaints.push(`variables: ${name} is not in .env.example`);
    else if (!found.optional && !(fallbacks.size === 1 && fallbacks.has(found.fallback ?? '')))
      complaints.push(
        `variables: .env.example says ${name}=${found.fallback}, the file ${[...fallbacks].join(' and ')}`,
      );
  }
  for (const { name, explained } of example) {
    if (!used.has(name)) complaints.push(`variables: ${name} of .env.example is used nowhere`);
    if (!explained) complaints.push(`variables: ${name} of .env.example is not explained`);
  }
  if (listed.size !== example.length) complaints.push('variables: .env.example has one twice');
  return complaints;
};

const ports: Rule = (file) =>
  profilesOf(file).flatMap((profile) => {
    const taken = new Map<string, string>();
    return inProfile(file, profile).flatMap(([name, { ports: published = [] }]) =>
      published.flatMap((each) => {
        const [mapping = '', protocol = 'tcp'] = interpolate(each, SET).split('/');
        const outside = `${mapping.split(':').at(-2)}/${protocol}`;
        const other = taken.get(outside);
        taken.set(outside, name);
        return other === undefined ? [] : [`ports: ${other} and ${name} of ${profile} both want ${outside}`];
      }),
    );
  });

/** What the development issuer guards, and a store without users, is for this machine alone. */
const unguarded: Rule = (file) =>
  servicesOf(file).flatMap(([name, service]) => {
    const given = environmentOf(service);
    if (given['NODE_ENV'] === 'production' || !(isServer([name, service]) || isNode([name, service])))
      return [];
    return (service.ports ?? [])
      .filter((each) => !each.startsWith('127.0.0.1:'))
      .map((each) => `ports: ${name} lets strangers in by ${each}`);
  });

/** Each thing that is declared is used, and each that is used is declared. */
const declared: Rule = (file) => {
  const used = {
    volumes: servicesOf(file).flatMap(([, { volumes = [] }]) => volumes.map((each) => each.split(':')[0])),
    networks: servicesOf(file).flatMap(([, service]) => networksOf(service)),
    configs: servicesOf(file).flatMap(([, { configs = [] }]) => configs.map(({ source }) => source)),
  };
  return (['volumes', 'networks', 'configs'] as const).flatMap((kind) => {
    const known = Object.keys(file[kind]);
    return [
      ...used[kind]
        .filter((name) => !known.includes(name ?? ''))
        .map((name) => `${kind}: ${name} is not declared`),
      ...known.filter((name) => !used[kind].includes(name)).map((name) => `${kind}: ${name} is used nowhere`),
    ];
  });
};

/** Data that outlives a container lies in volumes of its own. */
const shared: Rule = (file) => {
  const writers = new Map<string, string[]>();
  for (const [name, { volumes = [] }] of servicesOf(file))
    for (const volume of volumes)
      if (!volume.endsWith(':ro')) {
        const [source = ''] = volume.split(':');
        writers.set(source, [...(writers.get(source) ?? []), name]);
      }
  return [...writers]
    .filter(([, names]) => names.length > 1)
    .map(([volume, names]) => `volumes: ${names.join(' and ')} both write ${volume}`);
};

const files: Rule = (file, { exists }) =>
  servicesOf(file).flatMap(([name, { build }]) =>
    build === undefined
      ? []
      : ['Dockerfile', '.dockerignore']
          .filter((each) => !exists(`${build.context}/${each}`))
          .map((each) => `files: ${name} needs ${each}`),
  );

const tags: Rule = (file) =>
  servicesOf(file)
    .filter(([, { image }]) => !/:\$\{[A-Z_]+_TAG:-[^}]+\}$/.test(image))
    .map(([name, { image }]) => `images: the tag of ${name} is no variable with a default: ${image}`);

const servers: Rule = (file, { isRead }) =>
  servicesOf(file)
    .filter(isServer)
    .flatMap(([name, service]) => {
      const given = environmentOf(service);
      const complaints = Object.keys(service.environment ?? {})
        .filter((variable) => !isRead(variable))
        .map((variable) => `servers: nobody reads ${variable} of ${name}`);
      if (given['HOST'] !== '0.0.0.0')
        complaints.push(`servers: ${name} cannot be reached without HOST=0.0.0.0`);
      if (service.read_only !== true) complaints.push(`servers: ${name} may write its own program`);
      const mounts = [
        ...(service.tmpfs ?? []),
        ...(service.volumes ?? []).filter((each) => !each.endsWith(':ro')).map((each) => each.split(':')[1]),
      ];
      const data = given['DATA_DIR'] ?? '';
      if (!mounts.some((mount) => data === mount || data.startsWith(`${mount}/`)))
        complaints.push(`servers: ${name} cannot write DATA_DIR=${data}`);
      if (seconds(service.stop_grace_period) < Number(given['DRAIN_SECONDS'] ?? 1) + 10)
        complaints.push(`servers: ${name} is killed before it has drained`);
      try {
        readConfig(given);
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        complaints.push(`servers: ${name} does not start: ${error.message}`);
      }
      if (given['NODE_ENV'] === 'production' && given['AUTH_ISSUER'] === undefined)
        complaints.push(`servers: ${name} is production without AUTH_ISSUER`);
      return complaints;
    });

/** Somebody answers, projects and runs the sagas in every profile, and where several answer, one proxy is before them. */
const roles: Rule = (file) =>
  profilesOf(file).flatMap((profile) => {
    const all = inProfile(file, profile).filter(isServer);
    const done = new Set(all.flatMap(([, service]) => environmentOf(service)['ROLES']?.split(',') ?? []));
    const complaints = ['api', 'projections', 'sagas']
      .filter((role) => !done.has(role))
      .map((role) => `roles: nobody in ${profile} has the role ${role}`);
    for (const one of ['EVENT_STORE', 'EVENT_STORE_PREFIX', 'READ_MODEL', 'SESSION_SECRET'])
      if (new Set(all.map(([, service]) => environmentOf(service)[one])).size > 1)
        complaints.push(`roles: the servers of ${profile} do not share one ${one}`);
    const answering = all.filter(([, service]) =>
      environmentOf(service)['ROLES']?.split(',').includes('api'),
    );
    if (answering.length < 2) return complaints;
    const content = Object.values(file.configs)
      .map((config) => interpolate(config.content, SET))
      .join('\n');
    const before = /reverse_proxy ([^{\n]+)/.exec(content)?.[1]?.trim().split(/\s+/) ?? [];
    for (const [name, service] of answering) {
      const port = environmentOf(service)['PORT'];
      if (!before.includes(`${name}:${port}`))
        complaints.push(`roles: the proxy does not know ${name}:${port}`);
      if (environmentOf(service)['TRUSTED_PROXIES'] !== '1')
        complaints.push(`roles: ${name} does not believe the one proxy before it`);
    }
    for (const upstream of before)
      if (!answering.some(([name]) => upstream.startsWith(`${name}:`)))
        complaints.push(`roles: the proxy sends to ${upstream}, which does not answer`);
    return complaints;
  });

/** Hosts of an address such as esdb://user:password@a:1,b:2?x; empty where it is none. */
function hostsIn(url: string): readonly { readonly host: string; readonly port: string | undefined }[] {
  const found = /^(?:esdb|postgres):\/\/(?:[^@/]*@)?([^/?]+)/.exec(url)?.[1] ?? '';
  return found
    .split(',')
    .filter((each) => each !== '')
    .map((each) => ({ host: each.split(':')[0] ?? '', port: each.split(':')[1] }));
}

const reachable: Rule = (file) =>
  profilesOf(file).flatMap((profile) =>
    inProfile(file, profile).flatMap(([name, service]) =>
      Object.entries(environmentOf(service)).flatMap(([variable, value]) =>
        hostsIn(value).flatMap(({ host }) => {
          const target = file.services[host];
          const where = `hosts: ${variable} of ${name} in ${profile}: ${host}`;
          if (target === undefined || !target.profiles.includes(profile)) return [`${where} is nobody there`];
          if (!networksOf(target).some((network) => networksOf(service).includes(network)))
            return [`${where} shares no network with it`];
          if (service.depends_on?.[host] === undefined) return [`${where} is not waited for`];
          return [];
        }),
      ),
    ),
  );

/** What the one-shot service makes: for which node which addresses and names. */
function certificatesOf(file: ComposeFile) {
  const script = textsOf(file.services['certificates']?.command ?? [])
    .map((text) => interpolate(text, SET))
    .join('\n');
  return new Map(
    [...script.matchAll(/^\s*node (\S+) (\S+) (\S+)$/gm)].map(([, node = '', addresses = '', names = '']) => [
      node,
      { addresses: addresses.split(','), names: names.split(',') },
    ]),
  );
}

const nodes: Rule = (file) => {
  const certificates = certificatesOf(file);
  const cluster = inProfile(file, 'cluster').filter(isNode);
  const complaints = servicesOf(file)
    .filter(isNode)
    .flatMap(([name, { restart, environment = {} }]) => [
      ...(restart === 'always' ? [] : [`nodes: ${name} stays down after an exit with code 0`]),
      ...(environment['KURRENTDB_TELEMETRY_OPTOUT'] === 'true'
        ? []
        : [`nodes: ${name} reports to its vendor`]),
    ]);
  if (cluster.length !== 3) complaints.push(`nodes: ${cluster.length} nodes are no cluster of three`);
  for (const [name, service] of cluster) {
    const given = environmentOf(service);
    const certificate = certificates.get(name);
    const others = cluster
      .filter(([other]) => other !== name)
      .flatMap(([, other]) => addressesOf(other).map((address) => `${address}:2113`));
    const say = (what: string) => complaints.push(`nodes: ${name} ${what}`);
    if (service.depends_on?.['certificates']?.condition !== 'service_completed_successfully')
      say('does not wait for its certificate');
    if (given['KURRENTDB_CLUSTER_SIZE'] !== String(cluster.length)) say('counts its cluster wrongly');
    if (given['KURRENTDB_ADVERTISE_HOST_TO_CLIENT_AS'] !== name) say('advertises a name that is not its own');
    if (!certificate?.names.includes(name)) say('has a certificate without its name');
    if (!addressesOf(service).every((address) => certificate?.addresses.includes(address)))
      say('has a certificate without its address');
    if (![given['KURRENTDB_REPLICATION_IP']].every((address) => addressesOf(service).includes(address ?? '')))
      say('replicates by an address that is not its own');
    if (given['KURRENTDB_GOSSIP_SEED'] !== others.join(',')) say('does not gossip with the two others');
    for (const which of ['KURRENTDB_CERTIFICATE_FILE', 'KURRENTDB_CERTIFICATE_PRIVATE_KEY_FILE'])
      if (!given[which]?.startsWith(`/nodes/${name}/`)) say(`shows another's ${which}`);
    for (const password of ['KURRENTDB_DEFAULT_ADMIN_PASSWORD', 'KURRENTDB_DEFAULT_OPS_PASSWORD'])
      if (given[password] === undefined || given[password].length < 16) say(`has no ${password}`);
  }
  return complaints;
};

/** Every host of an address of the store is a node, over TLS one with a certificate of that name. */
const seeds: Rule = (file) =>
  servicesOf(file)
    .filter(isServer)
    .flatMap(([name, service]) => {
      const url = environmentOf(service)['EVENT_STORE'] ?? '';
      const certificates = certificatesOf(file);
      const overTls = !url.includes('tls=false');
      const hosts = hostsIn(url);
      return [
        ...(hosts.length === 0 ? [`seeds: ${name} has no event store`] : []),
        ...hosts.flatMap(({ host, port }) => {
          const node = file.services[host];
          if (node === undefined || !isNode([host, node])) return [`seeds: ${host} of ${name} is no node`];
          const insecure = environmentOf(node)['KURRENTDB_INSECURE'] === 'true';
          if (insecure === overTls) return [`seeds: ${name} and ${host} disagree about TLS`];
          if (port !== environmentOf(node)['KURRENTDB_NODE_PORT'])
            return [`seeds: ${host} does not listen on ${port}`];
          if (overTls && !certificates.get(host)?.names.includes(host))
            return [`seeds: the certificate of ${host} does not name it`];
          return [];
        }),
        ...(overTls && !/[?&]tlsCaFile=\/authority\/ca\.crt/.test(url)
          ? [`seeds: ${name} trusts no authority of ours`]
          : []),
      ];
    });

/** The mounts that a path in the environment needs. */
const paths: Rule = (file) =>
  servicesOf(file).flatMap(([name, service]) =>
    Object.entries(environmentOf(service)).flatMap(([variable, value]) => {
      const path = /^\/\w+/.exec(value)?.[0] ?? /tlsCaFile=(\/\w+)/.exec(value)?.[1];
      const mounts = [...(service.volumes ?? []).map((each) => each.split(':')[1]), ...(service.tmpfs ?? [])];
      return path === undefined || mounts.some((mount) => mount === path)
        ? []
        : [`paths: ${variable} of ${name} names ${path}, where nothing is mounted`];
    }),
  );

const subnets: Rule = (file) =>
  servicesOf(file).flatMap(([name, service]) => {
    const all = Object.values(file.networks).flatMap((network) => network?.ipam.config ?? []);
    const inside = all.map(({ subnet }) => interpolate(subnet, SET).replace(/\.0\/24$/, '.'));
    return addressesOf(service)
      .filter((address) => !inside.some((prefix) => address.startsWith(prefix)))
      .map((address) => `addresses: ${address} of ${name} is in no network`);
  });

const twice: Rule = (file) => {
  const addresses = servicesOf(file).flatMap(([, service]) => addressesOf(service));
  return addresses
    .filter((address, index) => addresses.indexOf(address) !== index)
    .map((address) => `addresses: ${address} is given twice`);
};

const rules: readonly Rule[] = [
  dependencies,
  circles,
  variables,
  ports,
  unguarded,
  declared,
  shared,
  files,
  tags,
  servers,
  roles,
  reachable,
  nodes,
  seeds,
  paths,
  subnets,
  twice,
];

/** All that is wrong with a compose file. */
export function complaintsOf(content: unknown, around: Surroundings): readonly string[] {
  const { file, complaints } = parseCompose(content);
  return file === undefined ? complaints : rules.flatMap((rule) => rule(file, around));
}
