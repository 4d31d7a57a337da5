import type { AgencySnapshot, OwnershipEdge } from '../catalogue/agencySnapshot.ts';

/** Whom an agency may not belong to, and from which share on. */
export interface Tie {
  readonly authority: string;
  readonly authorityName: string;
  /** In percent; data, because the law names no number. */
  readonly percent: number;
}

/**
 * Recusal 回避 (S10): an agency that the approving authority, or an institution of it, owns through one path of shares
 * whose product reaches the threshold. Gives that path, from the agency to the authority, with the share of each step;
 * undefined where there is none. Products are whole numbers of hundredths of a percent, so that 50 % of 40 % are exactly
 * 20 %.
 */
export function recusalPath(
  agency: { readonly code: string; readonly name: string },
  owners: readonly OwnershipEdge[],
  { authority, authorityName, percent }: Tie,
): readonly string[] | undefined {
  const holdersOf = Map.groupBy(owners, ({ held }) => held);
  const whole = 10_000n;
  const reaches = (product: bigint, steps: number) =>
    product * whole >= hundredths(percent) * whole ** BigInt(steps);

  /** Follows one path upwards; a share only gets smaller, so a path below the threshold is left, and so is a circle. */
  const climb = (
    held: string,
    product: bigint,
    path: readonly string[],
    seen: ReadonlySet<string>,
  ): readonly string[] | undefined => {
    for (const edge of holdersOf.get(held) ?? []) {
      const share = product * hundredths(edge.percent);
      if (seen.has(edge.holder) || !reaches(share, seen.size)) continue;
      const further = [...path, `${edge.holderName} (${edge.percent} %)`];
      if (edge.holder === authority) return further;
      if (edge.institutionOf === authority) return [...further, authorityName];
      const found = climb(edge.holder, share, further, new Set(seen).add(edge.holder));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return climb(agency.code, 1n, [agency.name], new Set([agency.code]));
}

const hundredths = (percent: number) => BigInt(Math.round(percent * 100));

/** The first of several authorities that the agency may not serve because it belongs to it. */
export function recusal(
  agency: string,
  { agencyName, owners }: AgencySnapshot,
  approvers: readonly { readonly unit: string; readonly name: string }[],
  percent: number,
): { readonly path: readonly string[]; readonly reason: string } | undefined {
  for (const { unit, name } of approvers) {
    const tie = { authority: unit, authorityName: name, percent };
    const path = recusalPath({ code: agency, name: agencyName }, owners, tie);
    if (path !== undefined)
      return {
        path,
        reason: `${agencyName} is owned to ${percent} % or more by ${name} or an institution of it, which decides on the work: ${path.join(' → ')}.`,
      };
  }
  return undefined;
}
