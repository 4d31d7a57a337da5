/** Loaded into a process of `npm start` that the benchmark starts: when the benchmark is gone, so is it. */
process.on('disconnect', () => process.exit(0));
