import type { Role } from '../domain/kernel/actor.ts';

/** Who asks: what the token says, or nobody in particular. */
export interface Viewer {
  readonly subject: string | null;
  /** Credit code of the organisation acted for. */
  readonly organization: string | null;
  readonly roles: readonly Role[];
}

/** Without a token: the public 公众. */
export const publicViewer: Viewer = { subject: null, organization: null, roles: ['public'] };

export const hasRole = (viewer: Viewer, ...roles: readonly Role[]): boolean =>
  viewer.roles.some((role) => roles.includes(role));

/** Whether the viewer stands for this organisation. Who stands for none is nobody's. */
export const standsFor = ({ organization }: Viewer, other: string | null | undefined): boolean =>
  organization !== null && organization === other;
