/** What a server of the benchmark has used up. */
export interface Use {
  /** Microseconds of processor time since it began. */
  readonly cpu: number;
}

/** In a server: whoever asks is told, and when nobody can ask any more it ends. */
export const tellUse = (): void => {
  process.on('disconnect', () => process.exit(0));
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpu: user + system } satisfies Use);
  });
};
