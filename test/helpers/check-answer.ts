import { expect } from 'vitest';
import { z } from 'zod';
import { type OpenApiOperation, type OpenApiSchema, toOpenApi } from '../../src/admin/open-api.ts';
import { createRoutes } from '../../src/admin/route-table.ts';
import type { ClientResponse } from './https-client.ts';

interface Operation {
	readonly method: string;
	readonly pattern: RegExp;
	/** How many parts of the path are given: of two that fit the one with more of them is meant. */
	readonly weight: number;
	readonly description: OpenApiOperation;
}

// As a client reads it.
const description = JSON.parse(JSON.stringify(toOpenApi(createRoutes(), '1.2.3'))) as ReturnType<typeof toOpenApi>;
const operations: readonly Operation[] = Object.entries(description.paths)
	.flatMap(([path, methods]) =>
		Object.entries(methods).map(([method, operation]) => ({
			method: method.toUpperCase(),
			pattern: new RegExp(`^${path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\w+\}/g, '[^/]*')}$`),
			weight: path.split('/').filter((part) => !part.startsWith('{')).length,
			description: operation,
		})),
	)
	.toSorted((left, right) => right.weight - left.weight);

type JsonSchema = Exclude<Parameters<typeof z.fromJSONSchema>[0], boolean>;

const definitions = toLocal(description.components.schemas) as Record<string, JsonSchema>;
const checks = new Map<OpenApiSchema, z.ZodType>();

/**
 * Whether an answer is what the description says of it: its status, its media type, and its body by the schema. Answers to what is no
 * operation are refusals of the plane itself and are not looked at.
 */
export function checkAnswer(method: string, target: string, { status, headers, body }: ClientResponse): void {
	const path = target.split('?', 1)[0] ?? '';
	const operation = operations.find((each) => each.method === method && each.pattern.test(path));
	if (operation === undefined) return;
	const { responses } = operation.description;
	const isError = status >= 400 && !Object.hasOwn(responses, status);
	const response = responses[isError ? 'default' : status];
	const what = `${method} ${path}: ${status}`;
	if (response === undefined) throw new Error(`${what} is no answer of the description`);
	const [mediaType = ''] = (headers['content-type'] ?? '').split(';');
	const content = response.content ?? {};
	if (Object.keys(content).length === 0) return expect(body.length, `${what} has a body`).toBe(0);
	expect(Object.keys(content), what).toContain(mediaType);
	const schema = content[mediaType]?.schema;
	if (schema === undefined) return;
	const parsed = toCheck(schema).safeParse(JSON.parse(body.toString()));
	expect(parsed.error?.issues ?? [], what).toEqual([]);
}

function toCheck(schema: OpenApiSchema): z.ZodType {
	const known = checks.get(schema);
	if (known !== undefined) return known;
	const local = toLocal(schema) as JsonSchema;
	const check = z.fromJSONSchema({
		$schema: 'https://json-schema.org/draft/2020-12/schema',
		...local,
		$defs: definitionsOf(local),
	});
	checks.set(schema, check);
	return check;
}

/** Those that a schema reaches: all of them would be copied for each operation. */
function definitionsOf(schema: JsonSchema, found: Record<string, JsonSchema> = {}): Record<string, JsonSchema> {
	for (const [, name = ''] of JSON.stringify(schema).matchAll(/"#\/\$defs\/([^"]*)"/g)) {
		const definition = definitions[name];
		if (definition === undefined || Object.hasOwn(found, name)) continue;
		found[name] = definition;
		definitionsOf(definition, found);
	}
	return found;
}

function toLocal(json: object): unknown {
	return JSON.parse(JSON.stringify(json).replaceAll('"#/components/schemas/', '"#/$defs/'));
}
