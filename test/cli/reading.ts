import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import type { temporaryFolder } from '../store/temporary.ts';
import type { Running } from './process.ts';

/** The three finished reference projects. */
export const references = [
  '2603-532390-04-01-482134',
  '2603-532390-04-01-517421',
  '2603-532390-04-01-482159',
];

/** What a reader sees of a project, its jobs and what happened in them; without positions, which depend on the turn. */
export const wholeProject = (code: string) => `{
  project(code: "${code}") {
    title status startedAt finishedAt budget { target used remaining } forecast { permitOn finishOn }
    criticalPath { key }
    nodes {
      key status startedAt decidedAt dueOn dueAt usedDays level paused
      explanation { binding pauses { reason from to } steps { date counted reason } }
    }
  }
  jobs(first: 200, filter: { project: "${code}" }) {
    nodes { id status bidCount result { winner price reserves } bids { agency price rank } proof }
  }
  overdueAlerts(first: 200, filter: { project: "${code}", includeClosed: true }) {
    nodes { id level raisedAt deadline { dueOn level } }
  }
  history(first: 200, stream: "project-${code}") { nodes { eventId type recordedAt revision data } }
}`;

/** The position of the last fact in a folder that no server holds. */
export const headOf = async (folder: ReturnType<typeof temporaryFolder>) => {
  const store = new EmbeddedEventStore(folder.file('data/events.db'));
  const head = await store.head();
  await store.close();
  return head;
};

/** What happened to a node, and when. */
export async function factsOfNode(server: Running, code: string, key: string, token: string) {
  interface Node {
    readonly key: string;
    readonly stream: string;
    readonly startedAt: string;
  }
  const { project } = await server.ask<{ project: { nodes: readonly Node[] } }>(
    `{ project(code: "${code}") { nodes { key stream startedAt } } }`,
    token,
  );
  const node = project.nodes.find((other) => other.key === key);
  const { history } = await server.ask<{
    history: { nodes: readonly { type: string; recordedAt: string }[] };
  }>(`{ history(stream: "${node?.stream}") { nodes { type recordedAt } } }`, token);
  return {
    startedAt: node?.startedAt,
    types: history.nodes.map(({ type }) => type),
    times: history.nodes.map(({ recordedAt }) => recordedAt),
  };
}
