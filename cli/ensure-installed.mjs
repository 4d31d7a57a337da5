// Runs before anything is installed, on whatever Node the machine has, so: plain JavaScript, nothing imported but Node.
// Says nothing and changes nothing when the dependencies of this lock file are there; installs them when they are not.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST = 18;
const root = fileURLToPath(new URL('..', import.meta.url));
const lockFile = join(root, 'package-lock.json');
const stampFile = join(root, 'node_modules', '.installed');
const brought = join(root, 'node_modules', 'node', 'bin', 'node');
const production = process.env.NODE_ENV === 'production';

const say = (line) => process.stderr.write(`${line}\n`);
const stop = (line) => {
  say(line);
  process.exit(1);
};
const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

/** What is installed depends on these; a formatter that touches package.json must not cost a reinstall. */
const stampOf = (contents) =>
  createHash('sha256')
    .update(readFileSync(lockFile))
    .update(`${process.platform} ${process.arch} ${contents}`)
    .digest('hex');

const isStamped = () => {
  const stamp = read(stampFile);
  if (stamp === undefined || !existsSync(brought)) return false;
  return stamp === stampOf('all') || (production && stamp === stampOf('production'));
};

/** Somebody may have run `npm ci` by hand: npm notes what lies in node_modules. */
const isInstalledByHand = () => {
  const note = read(join(root, 'node_modules', '.package-lock.json'));
  if (note === undefined || !existsSync(brought)) return false;
  const installed = JSON.parse(note).packages;
  return Object.entries(JSON.parse(readFileSync(lockFile, 'utf8')).packages).every(
    ([path, { version, dev, optional, peer, devOptional }]) =>
      path === '' ||
      optional ||
      devOptional ||
      peer ||
      (production && dev) ||
      installed[path]?.version === version,
  );
};

const stamp = () => writeFileSync(stampFile, stampOf(production ? 'production' : 'all'));

/** npm must not run on the Node that it is about to replace, so ours is taken off the path; its words go to stderr. */
const npm = (...words) => {
  const PATH = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !/node_modules[\\/]\.bin[\\/]?$/.test(folder))
    .join(delimiter);
  return spawnSync('npm', [...words, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    env: { ...process.env, PATH },
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
};

if (Number(process.versions.node.split('.')[0]) < OLDEST)
  stop(`Node ${process.versions.node} is too old to install this: have Node ${OLDEST} or later on the path.`);

if (!isStamped()) {
  if (!isInstalledByHand()) {
    say('Installing the dependencies of package-lock.json; this takes a minute the first time.');
    const clean = npm('ci');
    if (clean.error) stop(`npm cannot be run: ${clean.error.message}`);
    if (clean.status !== 0) {
      say('npm ci failed (see above); trying npm install, which may change package-lock.json.');
      if (npm('install').status !== 0)
        stop('The dependencies could not be installed. Is the registry reachable?');
    }
    if (!existsSync(brought))
      stop('Node 24 did not come along: its install script was not allowed to run (ignore-scripts?).');
  }
  stamp();
}
