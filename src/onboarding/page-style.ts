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
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;
