import type { NodeSlice } from './sliceOf.ts';

/** `<slice>-<project>-<node>`; a project code has five groups of digits. */
const NODE_STREAM =
  /^(matter|survey|review|drawings|acceptance|work)-(\d{4}-\d{6}-\d{2}-\d{2}-\d{6})-([A-Z0-9-]+)$/;

/** Which node of which chain a stream carries; undefined for the streams of the market, of projects and of alerts. */
export function nodeOfStream(
  stream: string,
): { readonly slice: NodeSlice; readonly project: string; readonly node: string } | undefined {
  const [, slice, project, node] = NODE_STREAM.exec(stream) ?? [];
  return slice === undefined || project === undefined || node === undefined
    ? undefined
    : { slice: slice as NodeSlice, project, node };
}
