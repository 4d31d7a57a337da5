import { hasRoleFor, permitFor } from './authority.ts';
import type { Context } from './context.ts';
import { sliceOfStream } from './streams.ts';
import { organizationOf } from './viewer.ts';

/** The commands that a stage allows and that the viewer may give: what a button may stand for. */
export async function availableTo(context: Context, stream: string, stage?: string): Promise<string[]> {
  const { runtime, viewer } = context;
  const slice = sliceOfStream(runtime, stream);
  if (slice === undefined) return [];
  if (!Object.keys(slice.commands).some((command) => hasRoleFor(command, viewer))) return [];
  const state = await runtime.stateOf(slice.name, stream);
  return allowedTo(context, slice.available(stage ?? state.stage), slice.parties(state));
}

/** Of these commands, those that the viewer may give. It would name its own organisation where one is to be named. */
export const allowedTo = (
  { viewer }: Pick<Context, 'viewer'>,
  commands: readonly string[],
  parties: Parameters<typeof permitFor>[2]['parties'],
): string[] => {
  const named = new Proxy({}, { get: () => organizationOf(viewer) });
  return commands.filter((command) => permitFor(command, viewer, { parties, named }) !== undefined);
};
