import { actedFor, type Role } from '../domain/kernel/actor.ts';

/** Who asks: what the token says, or nobody in particular. */
export interface Viewer {
  readonly subject: string | null;
  /** Credit code of the own organisation. */
  readonly organization: string | null;
  readonly roles: readonly Role[];
  /** Credit code of the organisation that an agent acts for by its authority 代办. */
  readonly onBehalfOf?: string | null | undefined;
  /** The only commands that the authority covers; null: every one of the role. */
  readonly mandated?: readonly string[] | null | undefined;
  /** Who it is by now, where that can change while a stream is open; nobody in particular once it is over. */
  readonly now?: (() => Promise<Viewer>) | undefined;
}

/** Without a token: the public 公众. */
export const publicViewer: Viewer = { subject: null, organization: null, roles: ['public'] };

export const hasRole = (viewer: Viewer, ...roles: readonly Role[]): boolean =>
  viewer.roles.some((role) => roles.includes(role));

/** The organisation that the viewer acts for: the one that gave it its authority 代办, else its own. */
export const organizationOf = ({ organization, onBehalfOf = null }: Viewer): string | null =>
  actedFor({ organization, onBehalfOf });

/** Whether the viewer stands for this organisation. Who stands for none is nobody's. */
export function standsFor(viewer: Viewer, other: string | null | undefined): boolean {
  const organization = organizationOf(viewer);
  return organization !== null && organization === other;
}
