/** The style of every page. Legible in a popup of 600 × 600, at twice the size of text, and in the dark. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --text: #1c2733; --quiet: #51606f; --ground: #fff; --line: #8795a3; --accent: #0b5cad; --on-accent: #fff; --error: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e8edf2; --quiet: #a9b6c3; --ground: #14191f; --line: #6d7b89; --accent: #8ec5ff; --on-accent: #0a1a2b; --error: #ffb4ab; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 36rem; margin: 0 auto; padding: 1.5rem; }
h1 { margin: 0 0 1rem; font-size: 1.375rem; line-height: 1.25; }
p, ul { margin: 0 0 1rem; }
a { color: var(--accent); }
code { font-size: 0.9375em; }
.quiet { color: var(--quiet); }
.error { color: var(--error); }
.button { display: inline-block; padding: 0.5rem 1rem; border: 1px solid var(--accent); border-radius: 0.25rem; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; text-decoration: none; cursor: pointer; }
.button.plain { background: transparent; color: var(--accent); }
.buttons { display: flex; flex-wrap: wrap; gap: 0.75rem; margin-top: 1.5rem; }
.button { min-height: 2.75rem; }
fieldset { margin: 0 0 1rem; padding: 0; border: 0; min-width: 0; }
fieldset fieldset { padding-left: 1rem; border-left: 2px solid var(--line); }
legend { margin: 0 0 0.75rem; padding: 0; font-weight: 600; }
.field { margin: 0 0 1.25rem; }
.field label { display: block; font-weight: 600; }
.field .quiet { font-weight: 400; }
.help, .field .error { margin: 0 0 0.25rem; font-size: 0.875rem; }
.help { color: var(--quiet); }
input, select, textarea { width: 100%; min-height: 2.75rem; padding: 0.5rem 0.75rem; border: 1px solid var(--line); border-radius: 0.25rem; background: var(--ground); color: var(--text); font: inherit; }
[aria-invalid] { border-color: var(--error); border-width: 2px; }
.check { display: grid; grid-template-columns: 2.75rem 1fr; align-items: center; }
.check label { padding: 0.625rem 0; }
.check input { width: 1.5rem; min-height: 0; height: 1.5rem; margin: 0; }
.check .help, .check .error { grid-column: 2; }
.summary { margin: 0 0 1.5rem; padding: 0.75rem 1rem; border: 2px solid var(--error); border-radius: 0.25rem; }
.summary h2 { margin: 0; font-size: 1rem; color: var(--error); }
.summary ul { margin: 0.5rem 0 0; padding-left: 1.25rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;
