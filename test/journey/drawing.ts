import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { nodeDigest } from '../../app/digest.ts';
import { toBase64url } from '../../domain/draw/base64url.ts';
import { commitOf, drawResult } from '../../domain/draw/draw.ts';
import type { DrawProof } from '../../domain/draw/proof.ts';
import { historyOf } from './reading.ts';
import type { Told, Who, World } from './world.ts';

/** Whoever holds all three values can do this, and only then: here it puts the excluded applicant behind the first. */
async function valuesThatDrawSecond(world: World, job: string, label: string) {
  const announced = (await historyOf(world, `job-${job}`)).find(({ type }) => type === 'DrawAnnounced');
  const statement = announced?.data?.['statement'] as DrawProof['statement'];
  for (let attempt = 0; ; attempt += 1) {
    const randomOf = (who: string) =>
      nodeDigest.hash('sha256', new TextEncoder().encode(`${attempt} ${who}`));
    const reveals = statement.contributors.map((who) => ({
      contributor: who,
      value: toBase64url(randomOf(who)),
    }));
    if (drawResult(nodeDigest, statement, reveals).order[1] === label) return randomOf;
  }
}

/** Each binds itself at once and reveals at an instant; gives what was refused. */
export async function commitAndReveal(
  world: World,
  job: string,
  contributors: readonly Required<Who>[],
  second: string,
  revealAt: string,
): Promise<readonly Told[]> {
  const told: Told[] = [];
  const randomOf = await valuesThatDrawSecond(world, job, second);
  for (const who of contributors) {
    const commit = commitOf(nodeDigest, 'sha256', who.organization, randomOf(who.organization));
    told.push(await world.mutate('commitDraw', { job, commit }, who));
  }
  await world.pass(revealAt);
  for (const who of contributors)
    told.push(await world.mutate('revealDraw', { job, value: toBase64url(randomOf(who.organization)) }, who));
  return told.filter(({ __typename }) => __typename !== 'Accepted');
}

/** What the command line says of a proof, from a file and with nothing else. */
export function verifyFile(file: string, proof: unknown) {
  writeFileSync(file, JSON.stringify(proof));
  const args = ['cli/verifyDraw.ts', file];
  const { status, stdout, stderr } = spawnSync('node_modules/.bin/node', args, { encoding: 'utf8' });
  return { status, said: (stdout + stderr).trimEnd() };
}

/** The same text with another first letter, of the same kind. */
const flipped = (text: string) => (text.startsWith('9') ? '8' : '9') + text.slice(1);
const first = <Item>(items: readonly Item[], change: (item: Item) => Item): Item[] =>
  items.map((item, index) => (index === 0 ? change(item) : item));

/** One small change each. */
export const forgeries: Readonly<Record<string, (proof: DrawProof) => DrawProof>> = {
  'first letter of a value': (proof) => ({
    ...proof,
    reveals: first(proof.reveals, (each) => ({ ...each, value: flipped(each.value) })),
  }),
  'first letter of a commit': (proof) => ({
    ...proof,
    commits: first(proof.commits, (each) => ({ ...each, commit: flipped(each.commit) })),
  }),
  'first letter of a candidate': ({ statement, ...proof }) => ({
    ...proof,
    statement: { ...statement, pool: first(statement.pool, flipped) },
  }),
  order: ({ result, ...proof }) => ({ ...proof, result: { ...result, order: result.order.toReversed() } }),
  winner: ({ result, ...proof }) => ({
    ...proof,
    result: { ...result, winners: result.substitutes.slice(0, 1) },
  }),
};
