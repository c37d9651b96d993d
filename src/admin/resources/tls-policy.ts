import { z } from 'zod';
import {
	addTlsPolicyValue,
	type ChangedTlsPolicy,
	deleteTlsPolicyValue,
	setTlsPolicyValues,
} from '../../app/administration/change-tls-policy.ts';
import type { InterfaceAdministration } from '../../app/administration/interface-administration.ts';
import {
	findRulingTlsPolicy,
	listEffectiveTlsPolicies,
	listTlsPolicy,
	type RulingTlsPolicy,
	type TlsPolicyPlace,
} from '../../app/administration/list-tls-policy.ts';
import { interfaceKinds } from '../../domain/interface.ts';
import {
	builtInTlsPolicy,
	type TlsPolicyList,
	type TlsPolicySetting,
	tlsPolicySettings,
	toTlsPolicySourceText,
} from '../../domain/tls-policy.ts';
import { guardedAdministrationOf, toRepresentationTag } from '../representation-tags.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';
import { text } from '../schemas.ts';
import { interfaceParameters, interfacePath, kind, toReference } from './interface-path.ts';

const path = '/api/v1/tls-policy';
const facts = { tag: 'TLS policy', scope: 'system' } as const satisfies Partial<RouteFacts>;

const setting = z.enum(tlsPolicySettings);
const source = z.string().describe('Where the list stands: `built-in`, `system`, `transport`, `Http`, `Http 10.0.0.1:443`.');
const entries = z.array(
	z.object({ value: z.string(), note: z.string().nullable().describe('Why it has no effect here.') }).meta({ id: 'TlsPolicyEntry' }),
);
const ruling = z.object({ source, entries }).meta({ id: 'RulingTlsPolicy' });

const allAnswer = z
	.object({
		lists: z.array(z.object({ source, setting, values: z.array(z.string()) })).describe('Those that are not empty.'),
		builtIn: z.object({ protocols: z.array(z.string()), ciphers: z.array(z.string()) }),
	})
	.meta({ id: 'TlsPolicy' });
const effectiveAnswer = z.object({
	items: z.array(
		z.object({ kind: z.enum(interfaceKinds), address: z.string(), port: z.int(), protocols: ruling, ciphers: ruling }).meta({
			id: 'EffectiveTlsPolicy',
		}),
	),
});
const listAnswer = z
	.object({ entries: entries.describe('What was set at this place itself; empty: it inherits.'), effective: ruling })
	.meta({ id: 'TlsPolicyList' });
const changedAnswer = z.object({ ...listAnswer.shape, warnings: z.array(z.string()) }).meta({ id: 'ChangedTlsPolicyList' });

const newValue = z
	.strictObject({
		value: text.describe('`TLSv1.2` and its like, or the IANA name of a cipher suite.'),
		force: z.boolean().default(false).describe('Accepts a weak cipher suite.'),
	})
	.meta({ id: 'NewTlsPolicyValue' });

const newList = z
	.strictObject({
		values: z.array(text).max(512).describe('In the order of preference; empty: the place inherits again.'),
		force: z.boolean().default(false).describe('Accepts weak cipher suites that were not in the list before.'),
	})
	.meta({ id: 'NewTlsPolicyList' });

/** The lists of protocols and cipher suites at four levels, and what comes of them. */
export function createTlsPolicyRoutes(): readonly AdminRoute[] {
	return [
		listRoute(),
		effectiveRoute(),
		...createLevelRoutes(`${path}/system`, 'dms.rest.tls-policy.system', z.strictObject({ setting }), () => ({ level: 'system' })),
		...createLevelRoutes(`${path}/transport`, 'dms.rest.tls-policy.transport', z.strictObject({ setting }), () => ({ level: 'transport' })),
		...createLevelRoutes(`${path}/kinds/{kind}`, 'dms.rest.tls-policy.kinds.{kind}', z.strictObject({ kind, setting }), (parameters) => ({
			level: 'kind',
			kind: parameters.kind,
		})),
		...createLevelRoutes(
			`${path}/interfaces/${interfacePath}`,
			'dms.rest.tls-policy.interfaces.{kind}.{address}.{port}',
			interfaceParameters.extend({ setting }),
			(parameters) => ({ level: 'interface', interface: toReference(parameters) }),
		),
	];
}

function listRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'GET', path, permission: 'dms.rest.tls-policy.read', status: 200 },
			summary: 'All lists that were set, and what holds without any',
		},
		{ parameters: noParameters, query: noQuery, body: noBody, answer: allAnswer },
		async ({ ports }) => {
			const { protocols, ciphers } = builtInTlsPolicy;
			const lists = (await ports.store.tlsPolicy.list()).map(toListAnswer);
			return { body: { lists, builtIn: { protocols: [...protocols.values], ciphers: [...ciphers.values] } } };
		},
	);
}

function effectiveRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'GET', path: `${path}/effective`, permission: 'dms.rest.tls-policy.effective.read', status: 200 },
			summary: 'What rules each secure interface, and where that stands',
		},
		{ parameters: noParameters, query: noQuery, body: noBody, answer: effectiveAnswer },
		async ({ ports: { store, interfaces } }) => {
			const policies = await listEffectiveTlsPolicies({ store, ...interfaces });
			const items = policies.map(({ interface: key, protocols, ciphers }) => ({
				...key,
				protocols: toRulingAnswer(protocols),
				ciphers: toRulingAnswer(ciphers),
			}));
			return { body: { items } };
		},
	);
}

type LevelParameters = z.ZodObject<{ readonly setting: typeof setting }>;

/** The routes of one level: read its list, put another one in its place, add a value to it, take one away. */
function createLevelRoutes<Parameters extends LevelParameters>(
	levelPath: `/${string}`,
	levelPermission: `dms.rest.${string}`,
	parameters: Parameters,
	toPlace: (parameters: z.output<Parameters>) => TlsPolicyPlace,
): readonly AdminRoute[] {
	const onePath = `${levelPath}/{setting}` as const;
	const permission = `${levelPermission}.{setting}` as const;
	const toList = (call: Caller & { readonly parameters: z.output<Parameters> }): PolicyListCall => ({
		...call,
		setting: call.parameters.setting,
		place: toPlace(call.parameters),
	});
	return [
		defineRoute(
			{ ...facts, method: 'GET', path: onePath, permission: `${permission}.read`, summary: 'A list, and what rules there', status: 200 },
			{ parameters, query: noQuery, body: noBody, answer: listAnswer },
			(call) => toAnswer(toList(call)),
		),
		defineRoute(
			{
				...{ ...facts, method: 'POST', path: onePath, permission: `${permission}.create`, ifMatch: 'optional', status: 201 },
				summary: 'Put a value at the end of a list; the first one takes the place of all that was inherited',
			},
			{ parameters, query: noQuery, body: newValue, answer: changedAnswer },
			(call) => {
				const list = toList(call);
				const { value, force } = call.body;
				return toChange(list, addTlsPolicyValue(guarded(list), list.place, { setting: list.setting, value }, { force }));
			},
		),
		defineRoute(
			{
				...{ ...facts, method: 'PUT', path: onePath, permission: `${permission}.update`, ifMatch: 'optional', status: 200 },
				summary: 'Put a list in place of the one that is there, in one step; an empty one inherits again',
			},
			{ parameters, query: noQuery, body: newList, answer: changedAnswer },
			(call) => {
				const list = toList(call);
				const { values, force } = call.body;
				return toChange(list, setTlsPolicyValues(guarded(list), list.place, { setting: list.setting, values }, { force }));
			},
		),
		defineRoute(
			{
				...{ ...facts, method: 'DELETE', path: `${onePath}/{value}`, permission: `${permission}.{value}.delete`, status: 200 },
				...{ ifMatch: 'optional', summary: 'Take a value out of a list; an empty one inherits again' },
			},
			{ parameters: parameters.extend({ value: text }), query: noQuery, body: noBody, answer: changedAnswer },
			(call) => {
				const { value, ...rest } = call.parameters;
				const list = toList({ ...call, parameters: parameters.parse(rest) });
				return toChange(list, deleteTlsPolicyValue(guarded(list), list.place, { setting: list.setting, value }));
			},
		),
	];
}

interface PolicyListCall extends Caller {
	readonly setting: TlsPolicySetting;
	readonly place: TlsPolicyPlace;
}

function guarded(list: PolicyListCall): InterfaceAdministration {
	const { fixedInterfaces } = list.ports.interfaces;
	return guardedAdministrationOf(list, 'optional', async (store) =>
		toSettable(await listTlsPolicy({ store, fixedInterfaces }, list.setting, list.place)),
	);
}

async function toAnswer({ ports: { store, interfaces }, setting: which, place }: PolicyListCall) {
	const reader = { store, ...interfaces };
	const own = await listTlsPolicy(reader, which, place);
	const effective = toRulingAnswer(await findRulingTlsPolicy(reader, which, place));
	return { body: { entries: own.map(toEntryAnswer), effective }, etag: toRepresentationTag(toSettable(own)) };
}

async function toChange(list: PolicyListCall, change: Promise<ChangedTlsPolicy>) {
	const { warnings } = await change;
	const { body, etag } = await toAnswer(list);
	return { body: { ...body, warnings: [...warnings] }, etag };
}

function toSettable(own: readonly { readonly value: string }[]): readonly string[] {
	return own.map(({ value }) => value);
}

function toEntryAnswer({ value, note }: RulingTlsPolicy['entries'][number]) {
	return { value, note: note ?? null };
}

function toRulingAnswer({ sourceText, entries: ruled }: RulingTlsPolicy): z.input<typeof ruling> {
	return { source: sourceText, entries: ruled.map(toEntryAnswer) };
}

function toListAnswer({ at, setting: which, values }: TlsPolicyList): z.input<typeof allAnswer>['lists'][number] {
	return { source: toTlsPolicySourceText(at), setting: which, values: [...values] };
}
