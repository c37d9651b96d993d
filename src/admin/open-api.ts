import { z } from 'zod';
import { octetMediaTypes } from './octets.ts';
import { problemSchema } from './problem.ts';
import { type AdminRoute, noBody } from './route.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** What is used here of JSON Schema 2020-12. */
export interface OpenApiSchema {
	readonly $ref?: string;
	readonly type?: string | readonly string[];
	readonly description?: string;
	readonly format?: string;
	readonly pattern?: string;
	readonly enum?: readonly unknown[];
	readonly const?: unknown;
	readonly default?: unknown;
	readonly anyOf?: readonly OpenApiSchema[];
	readonly oneOf?: readonly OpenApiSchema[];
	readonly allOf?: readonly OpenApiSchema[];
	readonly properties?: Readonly<Record<string, OpenApiSchema>>;
	readonly required?: readonly string[];
	readonly items?: OpenApiSchema;
	readonly minimum?: number;
	readonly maximum?: number;
	readonly maxLength?: number;
}

type Content = Readonly<Record<string, { readonly schema?: OpenApiSchema }>>;

interface OpenApiParameter {
	readonly name: string;
	readonly in: 'path' | 'query' | 'header';
	readonly required: boolean;
	readonly schema: OpenApiSchema;
}

export interface OpenApiOperation {
	readonly operationId: string;
	readonly tags: readonly string[];
	readonly summary: string;
	/** Absent: as everywhere. */
	readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
	readonly 'x-permission': string;
	readonly parameters?: readonly OpenApiParameter[];
	readonly requestBody?: { readonly required: boolean; readonly content: Content };
	readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

export interface OpenApi {
	readonly openapi: string;
	readonly info: JsonObject & { readonly title: string; readonly version: string };
	readonly security: readonly Readonly<Record<string, readonly string[]>>[];
	readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
	readonly components: { readonly schemas: Readonly<Record<string, OpenApiSchema>>; readonly securitySchemes: JsonObject };
}

const xivoError = z.object({ error: z.string(), message: z.string() }).meta({ id: 'XivoError' });

/** OpenAPI 3.1 of the routes, made from the same schemas that check their input and cut their answers. */
export function toOpenApi(routes: readonly AdminRoute[], version: string): OpenApi {
	const components = new Map<string, OpenApiSchema>();
	const toSchema = createSchemaWriter(components);
	const paths: Record<string, Record<string, OpenApiOperation>> = {};
	for (const route of routes) {
		paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: toOperation(route, toSchema) };
	}
	return {
		openapi: '3.1.1',
		info: { title: 'OpenDMS administration', version, license: { name: 'MIT', identifier: 'MIT' } },
		security: [{ bearer: [] }, { xAuthToken: [] }],
		paths,
		components: {
			schemas: Object.fromEntries([...components].toSorted(([left], [right]) => left.localeCompare(right, 'en'))),
			securitySchemes: {
				bearer: { type: 'http', scheme: 'bearer' },
				xAuthToken: { type: 'apiKey', in: 'header', name: 'X-Auth-Token' },
				queryToken: { type: 'apiKey', in: 'query', name: 'token' },
			},
		},
	};
}

type SchemaWriter = (schema: z.ZodType, io: 'input' | 'output') => OpenApiSchema;

/** Schemas with an id become components, all others stay where they are. */
function createSchemaWriter(components: Map<string, OpenApiSchema>): SchemaWriter {
	return (schema, io) => {
		const { $schema: _, $defs = {}, ...json } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' });
		for (const [name, definition] of Object.entries($defs)) components.set(name, toReferences(definition));
		return toReferences(json);
	};
}

function toReferences(json: object): OpenApiSchema {
	return JSON.parse(JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/')) as OpenApiSchema;
}

function toOperation(route: AdminRoute, toSchema: SchemaWriter): OpenApiOperation {
	const { schemas, status, permission, otherStatuses = [] } = route;
	const isXivo = route.path.includes('/api/2.0/');
	const error = isXivo ? (['application/json', xivoError] as const) : (['application/problem+json', problemSchema] as const);
	const parameters = [
		...toParameters(schemas.parameters, 'path', toSchema),
		...toParameters(schemas.query, 'query', toSchema),
		...toHeaders(route),
	];
	const done = { description: 'Done', ...toAnswerContent(route, toSchema) };
	const refused = { description: 'Refused or failed', content: { [error[0]]: { schema: toSchema(error[1], 'output') } } };
	const others = {
		302: { description: 'A browser is sent on' },
		304: { description: 'Not changed' },
		422: { description: 'Refused', content: { ...done.content, ...refused.content } },
		503: { ...done, description: 'Not ready' },
	};
	return {
		operationId: toOperationId(route),
		tags: [route.tag],
		summary: route.summary,
		...toSecurity(route),
		'x-permission': permission,
		...(parameters.length === 0 ? {} : { parameters }),
		...(schemas.body === noBody ? {} : { requestBody: { required: true, content: toRequestContent(route, toSchema) } }),
		responses: {
			[status]: done,
			...Object.fromEntries(otherStatuses.map((other) => [other, others[other]])),
			default: refused,
		},
	};
}

function toSecurity({ permission, takesQueryToken }: AdminRoute): Pick<OpenApiOperation, 'security'> {
	if (permission === 'public') return { security: [] };
	return takesQueryToken === true ? { security: [{ bearer: [] }, { xAuthToken: [] }, { queryToken: [] }] } : {};
}

/** What is no JSON has no schema: OpenAPI 3.1 says all of it with the media type. */
function toRequestContent({ schemas }: AdminRoute, toSchema: SchemaWriter): Content {
	const mediaTypes = octetMediaTypes(schemas.body);
	if (mediaTypes === undefined) return { 'application/json': { schema: toSchema(schemas.body, 'input') } };
	return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, {}]));
}

function toAnswerContent({ schemas, streams = [] }: AdminRoute, toSchema: SchemaWriter): { readonly content?: Content } {
	const json = schemas.answer === noBody ? {} : { 'application/json': { schema: toSchema(schemas.answer, 'output') } };
	const content = { ...json, ...Object.fromEntries(streams.map((mediaType) => [mediaType, {}])) };
	return Object.keys(content).length === 0 ? {} : { content };
}

function toParameters(schema: z.ZodObject, place: 'path' | 'query', toSchema: SchemaWriter): readonly OpenApiParameter[] {
	const { properties = {}, required = [] } = toSchema(schema, 'input');
	return Object.entries(properties).map(([name, json]) => ({ name, in: place, required: required.includes(name), schema: json }));
}

function toHeaders({ method, permission, ifMatch, takesQueryToken }: AdminRoute): readonly OpenApiParameter[] {
	const schema = { type: 'string' } as const;
	const isTrade = permission === 'public' && takesQueryToken === true;
	return [
		...(isTrade ? [{ name: 'token', in: 'query', required: false, schema } as const] : []),
		...(ifMatch === undefined ? [] : [{ name: 'If-Match', in: 'header', required: ifMatch === 'required', schema } as const]),
		...(method === 'POST' && permission !== 'public'
			? [{ name: 'Idempotency-Key', in: 'header', required: false, schema: { ...schema, maxLength: 255 } } as const]
			: []),
	];
}

/** `GET /api/v1/devices/{deviceId}` -> `getDevicesDeviceId`. */
function toOperationId({ method, path }: AdminRoute): string {
	const words = path
		.replace(/^\/api\/v1\//, '')
		.split(/[^A-Za-z0-9]+/)
		.filter((word) => word !== '');
	return `${method.toLowerCase()}${(words.length === 0 ? [path === '/' ? 'index' : 'page'] : words).map((word) => `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`).join('')}`;
}
