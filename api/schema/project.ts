import { availableTo } from '../available.ts';
import type { Builder } from './builder.ts';
import { explained } from './explanation.ts';

/** Projects and the nodes of their chains. */
export function defineProject(builder: Builder): void {
  builder.objectType('Project', {
    description: 'A project 项目 with its chain of approvals, services and works.',
    fields: (t) => ({
      code: t.exposeString('code', { description: 'Project code 项目代码, GB/T 40058-2021 (R23).' }),
      title: t.exposeString('title', { description: 'Name of the project.' }),
      type: t.exposeString('type', { description: 'Project type 项目类型, such as government or social.' }),
      profile: t.exposeString('profile', { description: 'Code of the process that its chain is pinned to.' }),
      status: t.expose('status', { type: 'ProjectStatus', description: 'Where it stands.' }),
      owner: t.exposeString('owner', { description: 'Credit code 统一社会信用代码 of the owner.' }),
      ownerName: t.exposeString('ownerName', { description: 'Name of the owner 项目单位.' }),
      startedAt: t.expose('startedAt', {
        type: 'Instant',
        nullable: true,
        description: 'The first acceptance 受理.',
      }),
      finishedAt: t.expose('finishedAt', {
        type: 'Instant',
        nullable: true,
        description: 'When the last node was done; null while one is not.',
      }),
      nodes: t.field({
        type: ['ChainNode'],
        description: 'The chain in the order of its process, waiting nodes included.',
        resolve: ({ nodes, asOf }) => nodes.map((node) => ({ ...node, asOf })),
      }),
      criticalPath: t.field({
        type: ['ChainNode'],
        description:
          'The nodes that the end depended on: back from the last one, always to the predecessor done last.',
        resolve: ({ criticalPath, asOf }) => criticalPath.map((node) => ({ ...node, asOf })),
      }),
      budget: t.expose('budget', {
        type: 'Budget',
        description: 'Working days of approval, against the target.',
      }),
      forecast: t.expose('forecast', {
        type: 'Forecast',
        description:
          'One honest date: when the permit and the end come at the present state, and what is waited for.',
      }),
      availableCommands: t.stringList({
        description: 'Commands to the project itself that its stage allows and the viewer may give.',
        resolve: async ({ stream }, _, context) => availableTo(context, stream),
      }),
      stream: t.exposeString('stream', { description: 'Its stream of facts, for `history`.' }),
    }),
  });
  builder.objectType('Budget', {
    description: 'Working days of approval along the critical path 审批用时.',
    fields: (t) => ({
      target: t.exposeFloat('target', { description: 'What the process promises.' }),
      used: t.exposeFloat('used', { description: 'What the approvals on the critical path took so far.' }),
      remaining: t.exposeFloat('remaining', { description: 'Target less used; below zero when overspent.' }),
    }),
  });
  builder.objectType('Forecast', {
    description: 'What can be said of the end 预计办结.',
    fields: (t) => ({
      permitOn: t.expose('permitOn', {
        type: 'Date',
        nullable: true,
        description: 'The day of the construction permit 施工许可; null while nobody can tell.',
      }),
      finishOn: t.expose('finishOn', {
        type: 'Date',
        nullable: true,
        description: 'The day of the end of the chain; null while nobody can tell.',
      }),
      provisional: t.exposeBoolean('provisional', {
        description: 'Whether a year was looked at whose holidays are not announced 暂定.',
      }),
      waitingFor: t.expose('waitingFor', {
        type: ['Waiting'],
        description: 'What is waited for now, and on whom.',
      }),
    }),
  });
  builder.objectType('Waiting', {
    description: 'A node that is waited for.',
    fields: (t) => ({
      key: t.exposeString('key', { description: 'Key of the node.' }),
      reason: t.exposeString('reason', { description: 'What is waited for.' }),
      who: t.exposeString('who', { description: 'Name of the one whose turn it is.' }),
      job: t.id({
        nullable: true,
        description: 'Id of the open job in the market, where a purchase is waited for.',
        resolve: ({ job }) => job,
      }),
    }),
  });
  defineNode(builder);
}

function defineNode(builder: Builder): void {
  builder.objectType('ChainNode', {
    description: 'A node of a chain 链条节点: an approval, a service, a review or a work, with its clock.',
    fields: (t) => ({
      key: t.exposeString('key', { description: 'Key in the process, such as G05.' }),
      kind: t.expose('kind', { type: 'NodeKind', description: 'What it is.' }),
      title: t.exposeString('title', { description: 'Its name.' }),
      status: t.expose('status', { type: 'NodeStatus', description: 'Where it stands.' }),
      authority: t.exposeString('authority', {
        description: 'Credit code of the deciding or leading unit 牵头部门.',
      }),
      authorityName: t.exposeString('authorityName', { description: 'Name of that unit.' }),
      startedAt: t.expose('startedAt', {
        type: 'Instant',
        nullable: true,
        description: 'Acceptance 受理 for approvals, opening for the rest.',
      }),
      dueOn: t.field({
        type: 'Date',
        nullable: true,
        description: 'Last day of its limit; null before it runs and in a pause without a cap.',
        resolve: ({ clock }) => clock?.due.dueOn,
      }),
      dueAt: t.field({
        type: 'Instant',
        nullable: true,
        description: 'The first instant that is late: 24:00 of the last day in Asia/Shanghai.',
        resolve: ({ clock }) => clock?.due.dueAt,
      }),
      decidedAt: t.expose('decidedAt', {
        type: 'Instant',
        nullable: true,
        description: 'When it was decided 办结.',
      }),
      promisedDays: t.exposeFloat('promisedDays', {
        nullable: true,
        description: 'Promised limit 承诺时限 in working days.',
      }),
      plannedDays: t.exposeFloat('plannedDays', {
        nullable: true,
        description: 'Planned days of off-clock work 链外环节.',
      }),
      usedDays: t.exposeFloat('usedDays', {
        nullable: true,
        description: 'Counted working days until it was decided, or so far.',
      }),
      level: t.expose('level', {
        type: 'Level',
        description: 'How its own limit stands; a late one stays late.',
      }),
      paused: t.exposeBoolean('paused', { description: 'Whether its clock stands still.' }),
      provisional: t.boolean({
        description: 'Whether its due date looked at a year whose holidays are not announced 暂定.',
        resolve: ({ clock }) => clock?.due.provisional ?? false,
      }),
      predecessors: t.exposeStringList('predecessors', {
        description: 'Keys of the nodes that must be done before it.',
      }),
      explanation: t.field({
        type: 'Explanation',
        nullable: true,
        description: 'How the due date comes about, day by day; null before its clock runs.',
        resolve: ({ clock }, _, { runtime }) => (clock === null ? null : explained(runtime, clock)),
      }),
      availableCommands: t.stringList({
        description:
          'Commands that its stage allows and the viewer may give; the mutation of each begins in lower case.',
        resolve: async ({ stream, stage }, _, context) =>
          stage === null ? [] : availableTo(context, stream, stage),
      }),
      stream: t.exposeString('stream', { description: 'Its stream of facts, for `history`.' }),
    }),
  });
}
