import { z } from 'zod';
import {
	type AccessControl,
	type ChangedAccessControl,
	changeDeviceCertificates,
	changeProxyCertificates,
	loadAccessControl,
	setAllowClientApp,
} from '../../app/administration/change-access-control.ts';
import { presentFields } from '../../app/administration/present-fields.ts';
import { proxyCertificateForms } from '../../domain/settings.ts';
import { guardedAdministrationOf, toRepresentationTag } from '../representation-tags.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';
import { text } from '../schemas.ts';

const path = '/api/v1/access-control';
const permission = 'dms.rest.access-control';
const facts = { tag: 'Access control', scope: 'system', status: 200 } as const satisfies Partial<RouteFacts>;
const change = { ...facts, method: 'PATCH', ifMatch: 'required' } as const;

const clientApps = z.strictObject({ allowClientApp: z.boolean() }).meta({ id: 'ClientAppsChange' });

const deviceCertificates = z
	.strictObject({
		enabled: z.boolean().exactOptional(),
		identityPattern: text
			.nullable()
			.exactOptional()
			.describe('RE2 with one group that takes the MAC address out of the common name, where a trust anchor has no rules of its own.'),
	})
	.meta({ id: 'DeviceCertificatesChange' });

const proxyCertificates = z
	.strictObject({
		enabled: z.boolean().exactOptional(),
		proxies: z.array(text).max(64).exactOptional().describe('IP addresses, or networks as `10.0.0.0/8`: nobody else is believed.'),
		form: z.enum(proxyCertificateForms).exactOptional(),
		header: text.exactOptional().describe('Of the form `escaped-pem`.'),
	})
	.meta({ id: 'ProxyCertificatesChange' });

const common = {
	allowClientApp: z.boolean().describe('Whether clients of the event interface may authenticate with a certificate at all.'),
	deviceCertificates: z.object({ enabled: z.boolean(), identityPattern: z.string().nullable() }),
	proxyCertificates: z.object({
		enabled: z.boolean(),
		proxies: z.array(z.string()),
		form: z.enum(proxyCertificateForms),
		header: z.string(),
	}),
};
const answer = z.object(common).meta({ id: 'AccessControl' });
const changedAnswer = z.object({ ...common, warnings: z.array(z.string()) }).meta({ id: 'ChangedAccessControl' });

/** How devices and clients may prove who they are. One entity tag stands for all of it. */
export function createAccessControlRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{ ...facts, method: 'GET', path, permission: `${permission}.read`, summary: 'How devices and clients may prove who they are' },
			{ parameters: noParameters, query: noQuery, body: noBody, answer },
			async ({ ports }) => {
				const body = toAnswer(await loadAccessControl(ports.store));
				return { body, etag: toRepresentationTag(body) };
			},
		),
		defineRoute(
			{
				...{ ...change, path: `${path}/client-apps`, permission: `${permission}.client-apps.update` },
				summary: 'Whether clients of events may authenticate with a certificate; takes effect at once, also on what is open',
			},
			{ parameters: noParameters, query: noQuery, body: clientApps, answer: changedAnswer },
			async (call) => toChange(await setAllowClientApp(guarded(call), call.body.allowClientApp)),
		),
		defineRoute(
			{
				...{ ...change, path: `${path}/device-certificates`, permission: `${permission}.device-certificates.update` },
				summary: 'Whether device certificates count, and where their MAC address is',
			},
			{ parameters: noParameters, query: noQuery, body: deviceCertificates, answer: changedAnswer },
			async (call) => toChange(await changeDeviceCertificates(guarded(call), presentFields(call.body))),
		),
		defineRoute(
			{
				...{ ...change, path: `${path}/proxy-certificates`, permission: `${permission}.proxy-certificates.update` },
				summary: 'Whether, from whom and how certificates are taken from headers',
			},
			{ parameters: noParameters, query: noQuery, body: proxyCertificates, answer: changedAnswer },
			async (call) => toChange(await changeProxyCertificates(guarded(call), presentFields(call.body))),
		),
	];
}

function guarded(call: Caller) {
	return guardedAdministrationOf(call, 'required', async (store) => toAnswer(await loadAccessControl(store)));
}

function toChange({ settings, warnings }: ChangedAccessControl) {
	const body = toAnswer(settings);
	return { body: { ...body, warnings: [...warnings] }, etag: toRepresentationTag(body) };
}

function toAnswer({ allowClientApp, deviceCertificates: device, proxyCertificates: proxy }: AccessControl): z.input<typeof answer> {
	const { enabled, proxies, form, header } = proxy;
	return {
		allowClientApp,
		deviceCertificates: { enabled: device.enabled, identityPattern: device.identityPattern ?? null },
		proxyCertificates: { enabled, proxies: [...proxies], form, header },
	};
}
