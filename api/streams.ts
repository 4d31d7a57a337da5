import type { Runtime } from '../app/runtime.ts';

/** The slice whose streams begin with its name and a dash. */
export const sliceOfStream = ({ slices }: Runtime, stream: string) =>
  slices.get(stream.slice(0, Math.max(0, stream.indexOf('-'))));
