/** `<slice>-<project>-<node>`; a project code has five groups of digits. */
const NODE_STREAM = /^([a-z]+)-(\d{4}-\d{6}-\d{2}-\d{2}-\d{6})-(.+)$/;

/** Which node of which chain a stream is about; undefined for the streams of the market, of projects and of alerts. */
export function nodeOf(
  stream: string,
): { readonly slice: string; readonly project: string; readonly node: string } | undefined {
  const [, slice, project, node] = NODE_STREAM.exec(stream) ?? [];
  return slice === undefined || project === undefined || node === undefined
    ? undefined
    : { slice, project, node };
}
