import { type AgencyData, agencySnapshot } from '../../domain/agency/state.ts';
import type { SliceState } from '../../domain/kernel/slice.ts';
import { availableTo } from '../available.ts';
import type { Context } from '../context.ts';
import { organizationOf } from '../viewer.ts';
import type { Builder } from './builder.ts';
import { ruleBy } from './results.ts';

/** No bid is offered to an agency that is not listed for the service (M7, M9). */
async function biddable(
  { runtime, viewer }: Context,
  service: string,
  commands: readonly string[],
): Promise<readonly string[]> {
  if (!commands.includes('PlaceBid')) return commands;
  const agency = await runtime.stateOf('agency', `agency-${organizationOf(viewer) ?? ''}`);
  const { listed, services } = agencySnapshot(agency as SliceState<AgencyData>);
  return listed && services.includes(service) ? commands : commands.filter((each) => each !== 'PlaceBid');
}

/** Jobs, bids, results and agencies of the intermediary market. */
export function defineMarket(builder: Builder): void {
  builder.objectType('Job', {
    description: 'A service to be bought in the intermediary market 中介选取项目.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Plain and readable.' }),
      project: t.exposeString('project', {
        nullable: true,
        description: 'Code of the project it is bought for.',
      }),
      node: t.exposeString('node', { nullable: true, description: 'Key of the node it is bought for.' }),
      title: t.exposeString('title', { description: 'What is bought.' }),
      service: t.exposeString('service', { description: 'Code of the intermediary service 中介服务事项.' }),
      method: t.expose('method', { type: 'SelectionMethod', description: 'How the winner is found.' }),
      status: t.expose('status', { type: 'JobStatus', description: 'Where it stands.' }),
      suspended: t.exposeBoolean('suspended', {
        description: 'Whether an open objection 异议 holds it up (S26).',
      }),
      buyer: t.exposeString('buyer', { description: 'Credit code of the buyer 采购人.' }),
      ceiling: t.expose('ceiling', { type: 'Fen', nullable: true, description: 'Highest price 最高限价.' }),
      publishedAt: t.expose('publishedAt', {
        type: 'Instant',
        nullable: true,
        description: 'When it was published 公告.',
      }),
      opensAt: t.expose('opensAt', {
        type: 'Instant',
        nullable: true,
        description: 'When bids close and are opened 开标; the first instant that is too late for a bid.',
      }),
      bidCount: t.exposeInt('bidCount', { description: 'How many bids stand.' }),
      bids: t.field({
        type: ['Bid'],
        description: 'Empty until the opening.',
        resolve: ({ bids, asOf }) =>
          bids.filter(({ withdrawn }) => !withdrawn).map((bid) => ({ ...bid, asOf })),
      }),
      excluded: t.expose('excluded', {
        type: ['Exclusion'],
        description: 'Who applied and may not take part 回避, with reasons; empty until the opening.',
      }),
      result: t.field({
        type: 'JobResult',
        nullable: true,
        description: 'The selection, once there is one.',
        resolve: ({ result }) => result,
      }),
      proof: t.expose('proof', {
        type: 'JSON',
        nullable: true,
        description: 'Everything that is needed to draw again offline; what `npm run verify:draw` reads.',
      }),
      availableCommands: t.stringList({
        description: 'Commands to it, or to the service that follows, that the viewer may give now.',
        resolve: async ({ id, stream, stage, service }, _, context) => [
          ...(await biddable(context, service, await availableTo(context, stream, stage))),
          ...(await availableTo(context, `engagement-${id}`)),
        ],
      }),
      stream: t.exposeString('stream', { description: 'Its stream of facts, for `history`.' }),
    }),
  });
  builder.objectType('Bid', {
    description: 'A sealed bid 报价 or an application 报名 of an agency.',
    fields: (t) => ({
      id: t.id({
        description: 'Plain and readable, and no other bid has it: the id of its job, a slash, and its key.',
        resolve: ({ job, id }) => `${job}/${id}`,
      }),
      key: t.string({
        resolve: ({ id }) => id,
        description: 'The key that the bidder made, once within its job.',
      }),
      job: t.exposeID('job', { description: 'Id of its job.' }),
      agency: t.exposeID('agency', { description: 'Credit code of the bidder.' }),
      price: t.expose('price', {
        type: 'Fen',
        nullable: true,
        description:
          'What it asks for; null where nothing is quoted, and to everybody else until the opening.',
      }),
      placedAt: t.expose('placedAt', { type: 'Instant', description: 'When it was placed.' }),
      rank: t.exposeInt('rank', { nullable: true, description: 'Its place in the selection, from 1.' }),
    }),
  });
  builder.objectType('Exclusion', {
    description: 'Why an applicant may not take part 回避 (S10).',
    fields: (t) => ({
      agency: t.exposeID('agency', { description: 'Credit code of the applicant.' }),
      reason: t.exposeString('reason', { description: 'Why it may not take part.' }),
      rule: t.field({
        type: 'Rule',
        description: 'The rule that excludes it.',
        resolve: ({ rule }, _, { ruleOf }) => ruleBy(ruleOf, rule),
      }),
      path: t.exposeStringList('path', {
        description: 'The way of ownership that leads to the approving authority.',
      }),
    }),
  });
  builder.objectType('JobResult', {
    description: 'The outcome of a selection 中选结果.',
    fields: (t) => ({
      winner: t.exposeID('winner', { description: 'Credit code of the winner 中选机构.' }),
      price: t.expose('price', { type: 'Fen', nullable: true, description: 'The price it won with.' }),
      reserves: t.exposeIDList('reserves', {
        description: 'Credit codes of the substitutes 备选, in order.',
      }),
      decidedAt: t.expose('decidedAt', { type: 'Instant', description: 'When it was decided.' }),
      publicityEndsAt: t.expose('publicityEndsAt', {
        type: 'Instant',
        nullable: true,
        description: 'Until when it may be objected to 公示截止.',
      }),
      explanation: t.exposeString('explanation', { description: 'How the winner came out.' }),
    }),
  });
  builder.objectType('Agency', {
    description: 'An intermediary 中介机构 in the market.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Its credit code.' }),
      creditCode: t.exposeString('creditCode', { description: 'Unified social credit code (R27).' }),
      name: t.exposeString('name', { description: 'Its name.' }),
      status: t.exposeString('status', { description: 'Where its entry to the market stands.' }),
      services: t.exposeStringList('services', { description: 'Codes of the services it is listed for.' }),
      availableCommands: t.stringList({
        description:
          'Commands that its stage allows and the viewer may give; the mutation of each begins in lower case.',
        resolve: async ({ stream, stage }, _, context) => availableTo(context, stream, stage),
      }),
      stream: t.exposeString('stream', { description: 'Its stream of facts, for `history`.' }),
    }),
  });
}
