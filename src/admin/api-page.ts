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
<p>Each operation asks for the permission beside it; the token goes into <code>Authorization: Bearer</code>. For programs: <a href="openapi.json">openapi.json</a>.</p>
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
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 20%, transparent); }
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; padding: 1rem; }
h1 small { font-weight: normal; opacity: .6; }
nav a { display: inline-block; margin-right: .8em; }
input { font: inherit; padding: .4em .6em; width: 24rem; max-width: 100%; }
details { border-top: 1px solid var(--line); padding: .35em 0; }
summary { cursor: pointer; }
summary b { display: inline-block; min-width: 4.5em; }
summary i { float: right; opacity: .7; font-size: .85em; }
summary span { opacity: .85; }
table { border-collapse: collapse; margin: .4em 0 .6em 1em; }
td { border-top: 1px solid var(--line); padding: .25em .8em .25em 0; vertical-align: top; }
small { opacity: .75; }
code { font-size: .93em; }
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
