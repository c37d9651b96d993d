import { createHash } from 'node:crypto';
import type { OpenApi, OpenApiOperation, OpenApiSchema } from './open-api.ts';

/** A page with everything in it, and the policy under which a browser shows it and nothing else. */
export interface ApiPage {
	readonly html: string;
	readonly contentSecurityPolicy: string;
}

/** The description of the API for people: operations by tag, and the schemas. It fetches nothing, and can be read without its script. */
export function toApiPage(description: OpenApi): ApiPage {
	const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
		Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
	);
	const tags = Map.groupBy(operations, ({ operation }) => operation.tags[0] ?? '');
	const { title, version } = description.info;
	const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(title)} ${escape(version)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escape(title)} <small>${escape(version)}</small></h1>
<p>Each operation asks for the permission at its right; the token goes into <code>Authorization: Bearer</code>. For programs: <a href="openapi.json">openapi.json</a>.</p>
<p><input id="filter" type="search" placeholder="path, summary or permission" aria-label="Show operations with" hidden></p>
<nav>${[...tags.keys()].map((tag) => `<a href="#${toAnchor(tag)}">${escape(tag)}</a>`).join(' ')} <a href="#schemas">Schemas</a></nav>
</header>
<main>
${[...tags].map(([tag, members]) => `<section id="${toAnchor(tag)}">\n<h2>${escape(tag)}</h2>\n${members.map(toOperation).join('\n')}\n</section>`).join('\n')}
<section id="schemas">
<h2>Schemas</h2>
${Object.entries(description.components.schemas).map(toNamedSchema).join('\n')}
</section>
</main>
<script>${script}</script>
</body>
</html>
`;
	return { html, contentSecurityPolicy };
}

interface Listed {
	readonly path: string;
	readonly method: string;
	readonly operation: OpenApiOperation;
}

function toOperation({ path, method, operation }: Listed): string {
	const { parameters = [], requestBody, responses } = operation;
	const parameterRows = parameters.map(
		({ name, in: place, required, schema }) =>
			`<tr><td><code>${escape(name)}</code></td><td>${place}${required ? '' : ', optional'}</td><td>${toSchemaText(schema)}</td></tr>`,
	);
	const answers = Object.entries(responses).map(
		([status, { content }]) => `<tr><td>${escape(status)}</td><td colspan="2">${toContent(content)}</td></tr>`,
	);
	return `<details class="operation" id="${escape(operation.operationId)}">
<summary><b class="${method}">${method}</b> <code>${escape(path)}</code> <span>${escape(operation.summary)}</span> <i>${escape(operation['x-permission'])}</i></summary>
<table>
${parameterRows.join('\n')}
${requestBody === undefined ? '' : `<tr><td>body</td><td colspan="2">${toContent(requestBody.content)}</td></tr>`}
${answers.join('\n')}
</table>
</details>`;
}

function toContent(content: Readonly<Record<string, { readonly schema?: OpenApiSchema }>> = {}): string {
	const parts = Object.entries(content).map(
		([mediaType, { schema }]) => `<code>${escape(mediaType)}</code>${schema === undefined ? '' : ` ${toSchemaText(schema)}`}`,
	);
	return parts.length === 0 ? 'no body' : parts.join('<br>');
}

function toNamedSchema([name, schema]: readonly [string, OpenApiSchema]): string {
	return `<details class="schema" id="schema-${escape(name)}"><summary><code>${escape(name)}</code></summary>${toSchemaText(schema)}</details>`;
}

/** A table for an object, a line for everything else. */
function toSchemaText(schema: OpenApiSchema): string {
	const note = schema.description === undefined ? '' : ` <small>${escape(schema.description)}</small>`;
	if (schema.$ref !== undefined) {
		const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
		return `<a href="#schema-${escape(name)}">${escape(name)}</a>${note}`;
	}
	const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
	if (choices !== undefined) return `${choices.map(toSchemaText).join(' or ')}${note}`;
	if (schema.enum !== undefined) return `${schema.enum.map((value) => `<code>${escape(JSON.stringify(value))}</code>`).join(' ')}${note}`;
	if (schema.const !== undefined) return `<code>${escape(JSON.stringify(schema.const))}</code>${note}`;
	if (schema.items !== undefined) return `list of ${toSchemaText(schema.items)}${note}`;
	if (schema.properties === undefined) return `${escape(toScalarText(schema))}${note}`;
	const required = new Set(schema.required);
	const rows = Object.entries(schema.properties).map(
		([name, property]) =>
			`<tr><td><code>${escape(name)}</code></td><td>${required.has(name) ? '' : 'optional'}</td><td>${toSchemaText(property)}</td></tr>`,
	);
	return `${note}<table>${rows.join('')}</table>`;
}

function toScalarText({ type, format, minimum, maximum, maxLength, pattern, default: standard }: OpenApiSchema): string {
	// Bounds of what a number of JSON can hold say nothing.
	const isSaid = (bound: number | undefined) => bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
	return [
		type === undefined ? 'any value' : [type].flat().join(' or '),
		...(format === undefined ? [] : [format]),
		...(isSaid(minimum) || isSaid(maximum) ? [`${isSaid(minimum) ? minimum : ''}..${isSaid(maximum) ? maximum : ''}`] : []),
		...(maxLength === undefined ? [] : [`at most ${maxLength} characters`]),
		...(pattern === undefined || format !== undefined ? [] : [`as ${pattern}`]),
		...(standard === undefined ? [] : [`by default ${JSON.stringify(standard)}`]),
	].join(', ');
}

function toAnchor(tag: string): string {
	return `tag-${tag.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
}

function escape(text: string): string {
	return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const style = `
:root {
	color-scheme: light dark;
	--page: light-dark(#f6f8fa, #101317); --card: light-dark(#fff, #181c21); --line: light-dark(#d5dae0, #333a42);
	--text: light-dark(#1f2328, #e4e8ec); --faint: light-dark(#57606a, #9aa5b1); --link: light-dark(#0b57d0, #8ab4f8);
}
* { box-sizing: border-box; }
body { background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 80rem; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 .6rem; }
h1 small, small, summary i { color: var(--faint); font-weight: normal; }
a { color: var(--link); }
nav { display: flex; flex-wrap: wrap; gap: .2rem 1rem; }
input { background: var(--card); border: 1px solid var(--faint); border-radius: .4rem; color: inherit; font: inherit; padding: .45rem .7rem; width: min(28rem, 100%); }
code { font: .88em ui-monospace, monospace; overflow-wrap: anywhere; }
details { background: var(--card); border: 1px solid var(--line); margin-top: -1px; padding: .1rem .8rem; }
summary { cursor: pointer; padding: .4rem 0; }
.operation summary { align-items: baseline; display: grid; gap: .2rem .8rem; grid-template-columns: 4.6rem minmax(0, 26rem) minmax(0, 1fr) auto; }
summary b { background: color-mix(in srgb, currentColor 12%, transparent); border-radius: .3rem; font-size: .75rem; letter-spacing: .03em; padding: .1rem 0; text-align: center; }
.GET { color: var(--link); }
.POST { color: light-dark(#0f6b2f, #7ad493); }
.PUT, .PATCH { color: light-dark(#7a4a00, #e8bb64); }
.DELETE { color: light-dark(#a8201a, #ff9d96); }
summary i { font-size: .85em; overflow-wrap: anywhere; }
table { border-collapse: collapse; margin: .2rem 0 .7rem; width: 100%; }
td { border-top: 1px solid var(--line); overflow-wrap: anywhere; padding: .35rem 1rem .35rem 0; vertical-align: top; }
td:first-child { min-width: 4.5rem; width: 12rem; }
td:nth-child(2):not([colspan]) { color: var(--faint); width: 10rem; }
td table { margin: .3rem 0 0; }
@media (max-width: 60rem) {
	.operation summary { grid-template-columns: 4.6rem minmax(0, 1fr); }
	.operation :is(span, i) { grid-column: 2; }
	td, td:first-child, td:nth-child(2):not([colspan]) { padding-right: .6rem; width: auto; }
}
`;

/** Opens what a link points to, and hides the operations that have not what was typed. */
const script = `
const filter = document.getElementById('filter');
filter.hidden = false;
filter.addEventListener('input', () => {
	const wanted = filter.value.toLowerCase();
	for (const operation of document.querySelectorAll('.operation'))
		operation.hidden = !operation.firstElementChild.textContent.toLowerCase().includes(wanted);
	for (const section of document.querySelectorAll('section'))
		section.hidden = wanted !== '' && section.querySelector('.operation:not([hidden])') === null;
});
const openTarget = () => {
	const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
	if (target instanceof HTMLDetailsElement) target.open = true;
};
addEventListener('hashchange', openTarget);
openTarget();
`;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** By their digests: nothing else is run or shown, even where something of the description were not escaped. */
const contentSecurityPolicy = [
	"default-src 'none'",
	`script-src ${hashOf(script)}`,
	`style-src ${hashOf(style)}`,
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
].join('; ');
