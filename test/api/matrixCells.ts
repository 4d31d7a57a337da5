import { ChangeHub } from '../../api/changes/hub.ts';
import type { Context } from '../../api/context.ts';
import { limits } from '../../api/limits.ts';
import type { AnySlice } from '../../api/offer.ts';
import { publicViewer, type Viewer } from '../../api/viewer.ts';
import type { Runtime } from '../../app/runtime.ts';
import { slices } from '../../app/slices.ts';
import { Role } from '../../domain/kernel/actor.ts';
import { MandatedRole } from '../../domain/mandate/terms.ts';
import { HOSPITAL, makeWorld, NOW, OPENING, openNode, type World } from './world.ts';

/** An organisation with a part in nothing. */
const STRANGER = '91532390MA6K00399K';
/** Where agents come from. */
const FIRM = '91532390MA6K00306U';
export const STREAM = `matter-${HOSPITAL}-G01`;

/** The one command that a narrow authority of the matrix covers. */
export const COVERED = 'CompleteWork';

/**
 * One question of the matrix: who asks for what, for whose organisation, before or after the opening 开标; by itself, or by
 * an authority 代办 for everything or for one command alone.
 */
export interface Cell {
  readonly role: Role;
  readonly whose: 'own' | 'other';
  readonly when: 'before' | 'after';
  readonly via: 'itself' | 'authority' | 'narrowAuthority';
}
/** Owners and intermediaries alone can be acted for. */
const waysOf = (role: Role): readonly Cell['via'][] =>
  MandatedRole.safeParse(role).success ? ['itself', 'authority', 'narrowAuthority'] : ['itself'];
export const cells: readonly Cell[] = Role.options.flatMap((role) =>
  (['own', 'other'] as const).flatMap((whose) =>
    (['before', 'after'] as const).flatMap((when) => waysOf(role).map((via) => ({ role, whose, when, via }))),
  ),
);
/** A cell in words, for the message of a test. */
export const told = ({ role, whose, when, via }: Cell) => `by ${role}, ${whose}, ${when}, ${via}`;

export function viewerOf({ role, whose, via }: Cell, own: string): Viewer {
  if (role === 'public') return publicViewer;
  const organization = whose === 'own' ? own : STRANGER;
  if (via === 'itself') return { subject: `${role}-1`, organization, roles: [role] };
  const mandated = via === 'authority' ? null : [COVERED];
  return { subject: 'agent-1', organization: FIRM, roles: [role], onBehalfOf: organization, mandated };
}

/** Slices whose streams have all begun, and in which one organisation has every part. */
export const everyPartIs = (organisation: string) =>
  new Map(
    (slices as readonly AnySlice[]).map((slice) => {
      const parties = {
        owner: organisation,
        authority: organisation,
        intake: organisation,
        participants: [organisation],
        agencies: [organisation],
      };
      return [slice.name, { ...slice, parties: () => parties }] as const;
    }),
  );

/** The world before the opening of its job, or after. */
export function stage({ when }: Cell): World {
  const world = makeWorld();
  world.now = when === 'before' ? NOW : OPENING;
  if (when === 'after') world.job = { ...world.job, status: 'SELECTING' };
  openNode(world, STREAM, 'MatterOpened');
  return world;
}

export const contextOf = (runtime: Runtime, viewer: Viewer): Context => ({
  runtime,
  viewer,
  now: runtime.clock.now(),
  correlationId: 'matrix',
  ruleOf: (id) => ({ id, text: id }),
  changes: { hub: new ChangeHub(runtime.changes, limits.streams), client: 'x', lastEventId: undefined },
});
