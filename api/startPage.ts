export const startStyle = `
:root { color-scheme: light dark; }
body { font: 16px/1.6 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
pre { background: rgb(127 127 127 / 15%); padding: .8rem; border-radius: .4rem; overflow-x: auto; }
code { font: .9em ui-monospace, monospace; }
`;

const queries: readonly (readonly [title: string, query: string])[] = [
  [
    'Follow a project by its code',
    `{
  project(code: "2603-532390-04-01-482134") {
    title budget { target used remaining }
    nodes { key title status dueOn level }
  }
}`,
  ],
  [
    'Why is it due on that day?',
    `{
  calendar {
    addWorkingDays(from: "2026-09-30", days: 5) { dueOn steps { date counted reason } }
  }
}`,
  ],
  [
    'What is late, and who answers for it (as a supervisor)',
    `{
  overdueAlerts(first: 10) {
    nodes { level raisedAt deadline { title departmentName dueOn } }
  }
}`,
  ],
];

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The page that says what this is and what to try. It loads nothing and runs nothing. */
export const startPage = (development: boolean): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>联审 Lianshen</title>
<style>${startStyle}</style>
</head>
<body>
<h1>联审 Lianshen</h1>
<p>Approval chains, the intermediary-service market and e-supervision in one event-sourced system:
one honest date and one list of demands for a project's owner, a fair market for intermediaries,
and every overdue step found, explained and proved.</p>
<p>Everything is at <a href="/graphql"><code>/graphql</code></a>${
  development ? ', which opens a workbench in a browser' : ''
}. Without a token you ask as the public.</p>
<h2>A token for another role</h2>
<pre><code>npm run --silent token -- supervisor</code></pre>
<p>Send it as <code>authorization: Bearer …</code>. Roles: owner, intermediary, intake, officer, lead,
operator, supervisor, system, security, audit.</p>
<h2>What to try</h2>
${queries.map(([title, query]) => `<p>${escaped(title)}</p>\n<pre><code>${escaped(query)}</code></pre>`).join('\n')}
<p><a href="/healthz"><code>/healthz</code></a> says that the process lives,
<a href="/readyz"><code>/readyz</code></a> that its lists are up to date.</p>
</body>
</html>
`;
