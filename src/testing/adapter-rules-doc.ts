import { ADAPTER_RULES } from './adapter-conformance/rules.js';

const HEAD = `# Rules for adapters

What \`adapterConformance\` of \`channelwright/testing\` checks: see [test an adapter](../guides/test-an-adapter.md). A rule that
does not hold is told by its id, with what was expected, what happened, and the two columns here. The page is made from
\`src/testing/adapter-conformance/\` by \`npm run docs\`.
`;

/** The text of `docs/reference/adapter-rules.md`. */
export function adapterRulesDoc(): string {
  const groups = Map.groupBy(ADAPTER_RULES, ({ id }) => id.split('/')[0]!);
  return `${HEAD}\n${[...groups].map(([group, rules]) => section(group, rules)).join('\n')}`;
}

function section(group: string, rules: typeof ADAPTER_RULES): string {
  const rows = rules.map(({ id, why, remedy }) => `| \`${id}\` | ${cell(why)} | ${cell(remedy)} |`);
  return `## ${group}\n\n| Rule | What goes wrong without it | How to mend it |\n|---|---|---|\n${rows.join('\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
