import pg from 'pg';

/** Ends every other connection to the database, as a restart of it or a proxy would. Answers how many there were. */
export async function cutConnections(url: string): Promise<number> {
  const { protocol, username, password, host, pathname } = new URL(url);
  const client = new pg.Client({
    connectionString: `${protocol}//${username}:${password}@${host}${pathname}`,
  });
  await client.connect();
  try {
    const { rows } = await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
    );
    return rows.length;
  } finally {
    await client.end();
  }
}
