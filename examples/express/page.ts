/** One thing that happened. */
export interface Happened {
  at: string;
  what: string;
  message: string;
}

/** The events as a page. What comes from outside is escaped. */
export function eventsPage(events: readonly Happened[]): string {
  const rows = events.map(({ at, what, message }) => `<tr>${[at, what, message].map(cell).join('')}</tr>`);
  return `<!doctype html>
<meta charset="utf-8">
<title>Messages</title>
<h1>Messages</h1>
<table>
<tr><th>When</th><th>What</th><th>Message</th></tr>
${rows.join('\n')}
</table>
`;
}

function cell(text: string): string {
  return `<td>${text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)}</td>`;
}
