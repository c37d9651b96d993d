import { z } from 'zod';
import type { InterfaceAdministration } from '../../app/administration/interface-administration.ts';
import { listWebApps, setWebApp } from '../../app/administration/set-web-app.ts';
import { DmsError } from '../../domain/errors.ts';
import { interfaceKinds, isSameInterface, type WebApp } from '../../domain/interface.ts';
import type { Store } from '../../domain/ports.ts';
import { quote } from '../../domain/text-rules.ts';
import { guardedAdministrationOf, toRepresentationTag } from '../representation-tags.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';
import { text } from '../schemas.ts';
import { interfaceParameters, interfacePath, kindQuery, toReference } from './interface-path.ts';

const path = '/api/v1/web-apps';
const onePath = `${path}/${interfacePath}/{application}` as const;
const onePermission = 'dms.rest.web-apps.{kind}.{address}.{port}.{application}';
const facts = { tag: 'Web applications', scope: 'system' } as const satisfies Partial<RouteFacts>;
const parameters = interfaceParameters.extend({ application: text.describe('The first part of the path, e.g. `dms`.') });
type Parameters = z.output<typeof parameters>;

const demand = z.strictObject({ clientAuthRequired: z.boolean() }).meta({ id: 'WebAppChange' });
const answer = z
	.object({
		kind: z.enum(interfaceKinds),
		address: z.string(),
		port: z.int(),
		application: z.string(),
		clientAuthRequired: z.boolean().describe('Whether its clients need a certificate, whatever the interface says.'),
	})
	.meta({ id: 'WebApp' });

/** What single applications of an interface demand. */
export function createWebAppRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{
				...{ ...facts, method: 'GET', path, permission: 'dms.rest.web-apps.read', status: 200 },
				summary: 'Applications that differ from their interface',
			},
			{ parameters: noParameters, query: kindQuery, body: noBody, answer: z.object({ items: z.array(answer) }) },
			async ({ ports, query }) => ({ body: { items: (await listWebApps(ports.store, query.kind)).map(toAnswer) } }),
		),
		defineRoute(
			{ ...facts, method: 'GET', path: onePath, permission: `${onePermission}.read`, summary: 'What an application demands', status: 200 },
			{ parameters, query: noQuery, body: noBody, answer },
			async (call) => toRead(await find(call.ports.store, call.parameters)),
		),
		defineRoute(
			{
				...{ ...facts, method: 'PUT', path: onePath, permission: `${onePermission}.update`, ifMatch: 'optional', status: 200 },
				summary: 'Say whether an application needs a client certificate',
			},
			{ parameters, query: noQuery, body: demand, answer },
			async (call) => {
				const { application } = call.parameters;
				await setWebApp(guarded(call), toReference(call.parameters), application, call.body.clientAuthRequired);
				return toRead(await find(call.ports.store, call.parameters));
			},
		),
		defineRoute(
			{
				...{ ...facts, method: 'DELETE', path: onePath, permission: `${onePermission}.delete`, ifMatch: 'optional', status: 204 },
				summary: 'Let an application need what its interface needs',
			},
			{ parameters, query: noQuery, body: noBody, answer: noBody },
			async (call) => {
				await find(call.ports.store, call.parameters);
				await setWebApp(guarded(call), toReference(call.parameters), call.parameters.application, undefined);
				return { body: undefined };
			},
		),
	];
}

function guarded(call: Caller & { readonly parameters: Parameters }): InterfaceAdministration {
	return guardedAdministrationOf(call, 'optional', async (store) => toAnswer(await find(store, call.parameters)));
}

/** @throws DmsError `request.not-found` for one that demands what its interface does. */
async function find(store: Pick<Store, 'interfaces'>, key: Parameters): Promise<WebApp> {
	const found = (await listWebApps(store)).find((app) => isSameInterface(app, key) && app.application === key.application);
	if (found !== undefined) return found;
	throw new DmsError('request.not-found', `${quote(key.application)} demands what its interface does`);
}

function toRead(app: WebApp) {
	const body = toAnswer(app);
	return { body, etag: toRepresentationTag(body) };
}

function toAnswer({ kind, address, port, application, clientAuthRequired }: WebApp): z.input<typeof answer> {
	return { kind, address, port, application, clientAuthRequired };
}
