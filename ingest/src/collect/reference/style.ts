/** The style sheet of the reference page. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1d2733; --soft: #5b6875; --paper: #fdfcfa; --line: #e3ded6; --tint: #f4f1ea; --link: #0b6b62; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e3dd; --soft: #a29d94; --paper: #16191d; --line: #33383f; --tint: #1f242a; --link: #6fcfc2; } }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
body { margin: 0; display: grid; grid-template-columns: 15rem minmax(0, 1fr); color: var(--ink); background: var(--paper); font: 16px/1.55 system-ui, sans-serif; }
nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow: auto; padding: 1.5rem 1rem 1.5rem 1.5rem; font-size: .92rem; border-right: 1px solid var(--line); min-height: 100vh; }
nav ul { list-style: none; padding: 0; margin: 1rem 0; }
nav li a { display: block; padding: .2rem 0; color: inherit; text-decoration: none; }
nav li a:hover { color: var(--link); }
.name { font-weight: 700; font-size: 1.15rem; margin: 0; } .name span { color: var(--soft); font-weight: 400; }
main { padding: 2rem clamp(1rem, 4vw, 3.5rem) 6rem; max-width: 70rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .5rem; } h2 { font-size: 1.3rem; margin: 3rem 0 .75rem; }
.lead { color: var(--soft); max-width: 46rem; }
a { color: var(--link); }
code, pre { font: .88em/1.5 ui-monospace, monospace; }
pre { background: var(--tint); padding: 1rem; border-radius: .5rem; overflow: auto; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: .85rem; }
th, td { padding: .45rem .9rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:first-child { white-space: nowrap; }
td b { color: var(--link); font-size: .8rem; font-weight: 600; }
details { border-bottom: 1px solid var(--line); padding: .4rem 0; } summary { cursor: pointer; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; min-height: 0; border-right: 0; border-bottom: 1px solid var(--line); } nav ul { columns: 2; } td:first-child { white-space: normal; } }
`;
