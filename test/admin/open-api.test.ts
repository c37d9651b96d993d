import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toOpenApi } from '../../src/admin/open-api.ts';
import { createRoutes } from '../../src/admin/route-table.ts';
import { addDevice } from '../../src/app/administration/add-device.ts';
import { importSample } from '../app/administration/samples.ts';
import { type AdminRequest, useAdminService } from '../helpers/admin-service.ts';
import { describeStores } from '../helpers/stores.ts';

interface Schema {
	readonly $ref?: string;
	readonly type?: string | readonly string[];
	readonly enum?: readonly unknown[];
	readonly anyOf?: readonly Schema[];
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly required?: readonly string[];
	readonly items?: Schema;
	readonly minimum?: number;
	readonly maximum?: number;
}

interface Operation {
	readonly operationId: string;
	readonly tags: readonly string[];
	readonly security?: readonly unknown[];
	readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
	readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
}

// As a client reads it.
const description = JSON.parse(JSON.stringify(toOpenApi(createRoutes(), '1.2.3'))) as {
	readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
	readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
	Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

/** Whether it needs no token. */
const isOpen = ({ operation }: (typeof operations)[number]): boolean => operation.security?.length === 0;

const sample = 'Sample IP-DECT 2000';

function resolve(schema: Schema): Schema {
	const name = schema.$ref?.replace('#/components/schemas/', '');
	return name === undefined ? schema : resolve(description.components.schemas[name] ?? {});
}

/** Values of a schema, and now and then something else. */
function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
	return fc.oneof({ arbitrary: rightValuesOf(resolve(schema)), weight: 9 }, fc.jsonValue({ maxDepth: 1 }));
}

function rightValuesOf({
	type,
	enum: values,
	anyOf,
	properties = {},
	required = [],
	items = {},
	minimum = 0,
	maximum = 100,
}: Schema): fc.Arbitrary<unknown> {
	if (values !== undefined) return fc.constantFrom(...values);
	if (anyOf !== undefined) return fc.oneof(...anyOf.map(valuesOf));
	switch ([type].flat()[0]) {
		case 'object':
			return fc.record(Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, valuesOf(each)])), {
				requiredKeys: [...required],
			});
		case 'array':
			return fc.array(valuesOf(items), { maxLength: 4 });
		case 'boolean':
			return fc.boolean();
		case 'integer':
			return fc.integer({ min: minimum, max: Math.min(maximum, 1e9) });
		default:
			return fc.oneof(
				fc.constantFrom('root', '1', 'dms.rest.#', sample, '%BWMACADDRESS%-config.xml', 'Sample DECT'),
				fc.string({ unit: 'grapheme', maxLength: 50 }),
			);
	}
}

function requestsOf({ path, method, operation }: (typeof operations)[number]): fc.Arbitrary<AdminRequest> {
	const parameters = operation.parameters ?? [];
	const valuesIn = (place: string) =>
		fc.record(
			Object.fromEntries(parameters.filter((parameter) => parameter.in === place).map(({ name, schema }) => [name, valuesOf(schema)])),
			{
				...(place === 'query' ? { requiredKeys: [] } : {}),
			},
		);
	return fc
		.tuple(valuesIn('path'), valuesIn('query'), bodiesOf(operation), fc.constantFrom(undefined, '*', '"v1"', 'nonsense'))
		.map(([inPath, inQuery, { json, body, mediaType }, ifMatch]) => {
			const query = new URLSearchParams(Object.entries(inQuery).map(([name, value]): [string, string] => [name, toText(value)]));
			const filled = path.replaceAll(
				/\{(\w+)\}/g,
				(_, name: string) => encodeURIComponent(toText((inPath as Record<string, unknown>)[name])) || 'x',
			);
			return {
				...{ method, path: `${filled}?${query.toString()}` },
				...(json === undefined ? {} : { json }),
				...(body === undefined ? {} : { body }),
				headers: {
					...(mediaType === undefined ? {} : { 'content-type': mediaType }),
					...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
				},
			};
		});
}

interface Body {
	readonly json?: unknown;
	readonly body?: string | Uint8Array;
	readonly mediaType?: string;
}

/** What is no JSON is of no known form: some lines of text, some bytes. */
function bodiesOf({ requestBody }: Operation): fc.Arbitrary<Body> {
	if (requestBody === undefined) return fc.constant({});
	const bytes = fc.oneof(
		fc.uint8Array({ maxLength: 100 }),
		fc.constantFrom('deviceType,deviceName\nSample IP-DECT 2000,x\n', '<x>%NTP%</x>', 'PK'),
	);
	const { 'application/json': json, ...others } = requestBody.content;
	const octets = Object.keys(others).map((mediaType) => bytes.map((body) => ({ body, mediaType })));
	return fc.oneof(...(json?.schema === undefined ? [] : [valuesOf(json.schema).map((value) => ({ json: value }))]), ...octets);
}

const toText = (value: unknown): string => (typeof value === 'string' ? value.toWellFormed() : JSON.stringify(value));

describe('the description of the API', () => {
	it('names every route once', () => {
		const routes = createRoutes().map(({ method, path }) => `${method} ${path}`);
		expect(operations.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(routes.toSorted());
		expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(routes.length);
	});

	it('refers to nothing that it has not', () => {
		const references = JSON.stringify(description).matchAll(/"\$ref":"([^"]*)"/g);
		const names = [...references].map(([, target = '']) => target.replace('#/components/schemas/', ''));
		expect(names.length).toBeGreaterThan(20);
		expect(names.filter((name) => !Object.hasOwn(description.components.schemas, name))).toEqual([]);
		expect(JSON.stringify(description)).not.toContain('$defs');
	});

	it('declares every parameter of a path', () => {
		for (const { path, operation } of operations) {
			const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => name);
			expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
		}
	});

	it('asks for a token but where everybody may come in', () => {
		expect(operations.filter(isOpen).map(({ path }) => path)).toEqual([
			...createRoutes()
				.filter(({ permission }) => permission === 'public')
				.map(({ path }) => path),
		]);
	});

	it('has no answer with a secret in it but the one that gives a token', () => {
		const answers = Object.entries(description.components.schemas).filter(
			([name]) => !/^New|Change$|^(?:Credentials|FirstAdministrator|OidcToken|SignInMethods)$/.test(name),
		);
		const secret = answers.filter(([, schema]) =>
			Object.keys(schema.properties ?? {}).some((name) => /^(token|password|passwordHash|secret)$/i.test(name)),
		);
		expect(secret.map(([name]) => name)).toEqual(['IssuedToken', 'Session']);
	});
});

describe('every operation', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();

		it('answers whatever its description leads to, and never fails', async () => {
			const { store } = await openStore();
			const admin = await openAdmin(store, { admin: { waitingPasswordChecks: 1000, passwordChecks: 4 } });
			await importSample(admin.administration, 'Sample-IP-DECT-2000');
			const newToken = async () => {
				if ((await store.people.findByLogin('root')) === undefined) await admin.addPerson('root', 'BWSUPERADMIN');
				return admin.tokenOf('root');
			};
			/** Some operations take it away. */
			const ensureDevice = async () => {
				if ((await store.deviceTypes.findByName(sample)) === undefined) await importSample(admin.administration, 'Sample-IP-DECT-2000');
				const device = { name: 'dect-1', enabled: true, useCustomUserNamePassword: false, lines: [], tags: [] };
				const [found] = await store.devices.findByName(device.name, 1);
				return found?.id ?? (await addDevice(admin.administration, sample, device)).device.id;
			};
			let token = await newToken();
			const endless = new Set(createRoutes().flatMap(({ path, isEndless }) => (isEndless === true ? [path as string] : [])));
			const walk = async (operation: (typeof operations)[number]) => {
				const device = await ensureDevice();
				await fc.assert(
					fc.asyncProperty(requestsOf(operation), async ({ path, ...rest }) => {
						const request = { ...rest, path: path.replace('/devices/1/', `/devices/${device}/`) };
						let answer = await admin.send({ ...request, token });
						// Some operations take the token away; others refuse a password.
						if (answer.status === 401 && !isOpen(operation)) answer = await admin.send({ ...request, token: (token = await newToken()) });
						expect(answer.status).toBeGreaterThanOrEqual(200);
						expect(answer.status).toBeLessThan(500);
						expect(answer.headers['cache-control']).toBe(operation.operation.tags.includes('Description') ? 'no-cache' : 'no-store');
					}),
					{ numRuns: 20 },
				);
			};
			const walkAll = async (some: typeof operations) => {
				for (const operation of some) if (!endless.has(operation.path)) await walk(operation);
			};
			await ensureDevice();
			// Threads of low priority check passwords: on a busy machine the others need not wait for them.
			await Promise.all([walkAll(operations.filter(isOpen)), walkAll(operations.filter((operation) => !isOpen(operation)))]);
			expect(admin.logText).not.toContain('"level":"error"');
		}, 120_000);
	});
});
