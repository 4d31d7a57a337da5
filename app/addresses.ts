/** A cluster of EventStoreDB or KurrentDB. */
export const isEsdb = (address: string): boolean => /^esdb(\+discover)?:\/\//.test(address);

/** A PostgreSQL database. */
export const isPostgres = (address: string): boolean => /^postgres(ql)?:\/\//.test(address);

/** A connection string may hold a password: it is never shown. */
export const withoutSecrets = (url: string): string =>
  url.replace(/\/\/.*@/s, '//***@').replace(/([?&][a-z_-]*password=)[^&]*/gi, '$1***');
