const NODE_STREAM = /^(matter|survey|review|drawings|acceptance|work)-(\d{4}-\d{6}-\d{2}-\d{2}-\d{6})-(.+)$/;

/** Project, node and slice of a stream that carries a node of a chain; `undefined` for any other stream. */
export function nodeOfStream(
  stream: string,
): { readonly slice: string; readonly project: string; readonly node: string } | undefined {
  const [, slice, project, node] = NODE_STREAM.exec(stream) ?? [];
  return slice === undefined || project === undefined || node === undefined
    ? undefined
    : { slice, project, node };
}
