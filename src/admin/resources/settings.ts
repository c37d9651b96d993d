import { z } from 'zod';
import { changeSettings } from '../../app/administration/change-settings.ts';
import { presentFields } from '../../app/administration/present-fields.ts';
import { defaultSettings } from '../../app/catalog.ts';
import type { Store } from '../../domain/ports.ts';
import type { Settings } from '../../domain/settings.ts';
import { guardedAdministrationOf, toRepresentationTag } from '../representation-tags.ts';
import { type AdminRoute, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';
import { text } from '../schemas.ts';

const path = '/api/v1/settings';
const facts = { tag: 'Settings', scope: 'system', path, status: 200 } as const satisfies Partial<RouteFacts>;

const change = z
	.strictObject({ realm: text.exactOptional(), macHeaders: z.array(text).max(16).exactOptional() })
	.meta({ id: 'SettingsChange' });

const answer = z
	.object({
		realm: z.string().describe('Of Basic and Digest challenges.'),
		macHeaders: z.array(z.string()).describe('Headers besides `User-Agent` in which a MAC address may stand.'),
	})
	.meta({ id: 'Settings' });

/** What holds for all devices. */
export function createSettingsRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{ ...facts, method: 'GET', permission: 'dms.rest.settings.read', summary: 'The settings' },
			{ parameters: noParameters, query: noQuery, body: noBody, answer },
			async ({ ports }) => toRead(await load(ports.store)),
		),
		defineRoute(
			{ ...facts, method: 'PATCH', permission: 'dms.rest.settings.update', ifMatch: 'required', summary: 'Change settings, at once' },
			{ parameters: noParameters, query: noQuery, body: change, answer },
			async (call) => toRead(await changeSettings(guardedAdministrationOf(call, 'required', load), presentFields(call.body))),
		),
	];
}

async function load({ settings }: Pick<Store, 'settings'>): Promise<z.input<typeof answer>> {
	return toAnswer({ ...defaultSettings, ...(await settings.load()) });
}

function toRead(settings: Pick<Settings, 'realm' | 'macHeaders'>) {
	const body = toAnswer(settings);
	return { body, etag: toRepresentationTag(body) };
}

function toAnswer({ realm, macHeaders }: Pick<Settings, 'realm' | 'macHeaders'>): z.input<typeof answer> {
	return { realm, macHeaders: [...macHeaders] };
}
