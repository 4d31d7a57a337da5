const NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether an address never leaves this machine. */
export const isLoopback = ({ hostname }: URL): boolean => NAMES.has(hostname);
