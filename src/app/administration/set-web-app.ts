import { DmsError } from '../../domain/errors.ts';
import { type InterfaceKind, isSameInterface, toInterfaceText, type WebApp } from '../../domain/interface.ts';
import { checkLength } from '../../domain/limits.ts';
import type { Store } from '../../domain/ports.ts';
import { invalid, quote } from '../../domain/text-rules.ts';
import { applyAudited } from './administration.ts';
import type { TlsPolicyAdministration } from './change-tls-policy.ts';
import { type InterfaceReference, pickInterface, toKey } from './find-interface.ts';

/** What single applications demand. @param kind undefined: of all interfaces. */
export async function listWebApps(store: Pick<Store, 'interfaces'>, kind?: InterfaceKind): Promise<readonly WebApp[]> {
	return (await store.interfaces.listWebApps()).filter((app) => kind === undefined || app.kind === kind);
}

/**
 * Whether one application of an interface needs client certificates, whatever the interface says. @param required undefined: as the interface says.
 * @throws DmsError `interface.*`, `value.contradiction` for what the interface cannot do, `value.*`.
 */
export async function setWebApp(
	administration: TlsPolicyAdministration,
	reference: InterfaceReference,
	application: string,
	required: boolean | undefined,
): Promise<void> {
	checkApplication(application);
	return applyAudited(administration, 'web application set', async (store) => {
		const row = pickInterface([...(await store.interfaces.list()), ...administration.fixedInterfaces], reference);
		const where = `${row.kind} interface ${toInterfaceText(row)}`;
		if (required === true && !row.secure) throw contradiction(`${where} is not secure: there are no certificates without TLS`);
		if (required === false && row.kind === 'CTI') throw contradiction(`${where} is for clients with certificates alone`);
		const apps = await store.interfaces.listWebApps();
		const existing = apps.find((app) => isSameInterface(app, row) && app.application === application);
		await store.interfaces.setWebApp(toKey(row), application, required);
		return {
			value: undefined,
			subject: `${row.kind} ${toInterfaceText(row)} ${application}`,
			before: existing?.clientAuthRequired ?? null,
			after: required ?? null,
		};
	});
}

/** The first segment of a path. */
function checkApplication(application: string): void {
	const field = 'application';
	checkLength(field, application, 'webApplication');
	if (!/^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$/.test(application)) {
		throw invalid(field, `${field} ${quote(application)} may have letters, digits and . _ ~ - alone, and no dot in front`);
	}
}

function contradiction(detail: string): DmsError {
	return new DmsError('value.contradiction', detail, { field: 'clientAuthRequired' });
}
