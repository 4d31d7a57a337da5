/** Asks once for all who ask within a while. A question that failed is asked again. */
export function kept<Value>(keepMs: number, ask: () => Promise<Value>): () => Promise<Value> {
  let known: { readonly at: number; readonly value: Promise<Value> } | undefined;
  return () => {
    if (known !== undefined && performance.now() - known.at < keepMs) return known.value;
    const asked = { at: performance.now(), value: ask() };
    known = asked;
    asked.value.catch(() => {
      if (known === asked) known = undefined;
    });
    return asked.value;
  };
}
