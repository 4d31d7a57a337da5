/**
 * Asks once for all who ask within a while. A question that failed is asked again; one that is not answered yet is not
 * asked a second time beside itself, however long it takes.
 */
export function kept<Value>(keepMs: number, ask: () => Promise<Value>): () => Promise<Value> {
  let known: { readonly at: number; readonly value: Promise<Value> } | undefined;
  let underWay = false;
  return () => {
    if (known !== undefined && (underWay || performance.now() - known.at < keepMs)) return known.value;
    const asked = { at: performance.now(), value: ask() };
    known = asked;
    underWay = true;
    asked.value.then(
      () => {
        underWay = false;
      },
      () => {
        underWay = false;
        known = undefined;
      },
    );
    return asked.value;
  };
}
