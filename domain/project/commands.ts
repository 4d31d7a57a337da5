import * as z from 'zod';
import { CreditCode, NodeKey, ProjectCode, Sha256, Text } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';
import { type CommandsOf, command } from '../kernel/slice.ts';

const materials = z
  .array(
    z.object({
      key: z.string().min(1).describe('Key of the material in the matter.'),
      sha256: Sha256.describe('SHA-256 of the document.'),
    }),
  )
  .max(200);

export const projectCommands = {
  RegisterProject: command(
    'Register a project 项目登记 with its code, type and process; its chain is pinned to the version in force (R23).',
    z.object({
      title: Text(200).describe('Name of the project.'),
      type: z.string().min(1).describe('Project type 项目类型, one that the process is made for.'),
      owner: CreditCode.describe('Credit code of the owner.'),
      ownerName: Text(200).describe('Name of the owner.'),
      profile: z.string().min(1).describe('Code of the process definition, such as CX-GOV-60.'),
      offClock: z
        .enum(['planned', 'none'])
        .default('planned')
        .describe('Whether off-clock work takes the days the catalogue plans for it, or none.'),
      plannedDays: z
        .array(
          z.object({
            node: NodeKey.describe('Key of an off-clock node.'),
            days: z.number().min(0).max(2000).describe('Working days it is planned to take.'),
          }),
        )
        .max(200)
        .default([])
        .describe('Other planned days for single off-clock nodes.'),
    }),
    z.object({ code: ProjectCode }),
  ),
  AcceptTogether: command(
    'Accept several items under one common receipt 一窗受理: each starts with it, or when the chain comes to it (T16).',
    z.object({
      items: z
        .array(
          z.object({
            node: NodeKey.describe('Key of a matter of the chain that was not handed in yet.'),
            materials: materials.describe('Everything that the matter asks for.'),
          }),
        )
        .min(1)
        .max(50)
        .describe('The items of the receipt, each complete.'),
    }),
  ),
  ReceiveInAdvance: command(
    'Receive an item before the chain comes to it 提前介入: its department reviews it in advance, off the clock (T17).',
    z.object({
      node: NodeKey.describe('Key of a matter of the chain whose predecessors are not done yet.'),
      materials: materials.describe('What there is already; the results that it waits for follow later.'),
    }),
    /** Whether the chain has come to it already, looked up at the moment of decision. */
    z.object({ opened: z.boolean() }),
  ),
  StartProject: command('The first application was accepted.', z.object({ startedAt: Instant })),
  CompleteProject: command('The last node of the chain is done.', z.object({ finishedAt: Instant })),
  TerminateProject: command(
    'End the project before its chain is done 项目终止.',
    z.object({ reason: Text(2000).describe('Why.') }),
  ),
};
export type ProjectCommand = CommandsOf<typeof projectCommands>;
