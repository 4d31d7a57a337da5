/** No answer in time. What was asked goes on, and may answer others. */
export class NotInTime extends Error {}

/** The answer, if it comes within so many milliseconds: for who must say something now, whatever others do not say. */
export function within<Value>(ms: number, answer: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NotInTime(`no answer within ${ms} ms`)), ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
