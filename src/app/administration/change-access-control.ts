import { RE2JS } from 're2js';
import { DmsError } from '../../domain/errors.ts';
import { checkAll } from '../../domain/findings.ts';
import { checkChoice } from '../../domain/limits.ts';
import { type Store } from '../../domain/ports.ts';
import {
	type DeviceCertificateSettings,
	type ProxyCertificateSettings,
	proxyCertificateForms,
	type Settings,
} from '../../domain/settings.ts';
import { invalid, quote } from '../../domain/text-rules.ts';
import { checkMacRules } from '../../pki/mac-rule.ts';
import { defaultSettings } from '../catalog.ts';
import { type Administration, applyAudited } from './administration.ts';
import { toAuditDetail } from './audit-detail.ts';
import { requireNetwork } from './ip-address.ts';
import { type FieldChange, mergeChange } from './merge-change.ts';

/** How clients and devices may prove who they are. */
export type AccessControl = Pick<Settings, 'allowClientApp' | 'deviceCertificates' | 'proxyCertificates'>;

export interface ChangedAccessControl {
	readonly settings: AccessControl;
	/** What is allowed and still worth a look. */
	readonly warnings: readonly string[];
}

/** `null` clears the pattern. */
export type DeviceCertificateChange = FieldChange<DeviceCertificateSettings>;
export type ProxyCertificateChange = FieldChange<ProxyCertificateSettings>;

const longestPattern = 256;
const mostProxies = 64;
/** Headers that mean something else; a proxy that used them would break requests. */
const takenHeaders: ReadonlySet<string> = new Set([
	'authorization',
	'connection',
	'content-length',
	'cookie',
	'host',
	'transfer-encoding',
	'user-agent',
]);

export async function loadAccessControl(store: Pick<Store, 'settings'>): Promise<AccessControl> {
	const { allowClientApp, deviceCertificates, proxyCertificates } = { ...defaultSettings, ...(await store.settings.load()) };
	return { allowClientApp, deviceCertificates, proxyCertificates };
}

/** Whether clients of the event interface may authenticate by certificate at all. */
export function setAllowClientApp(administration: Administration, allowClientApp: boolean): Promise<ChangedAccessControl> {
	return change(administration, 'allowClientApp', { allowClientApp }, () => ({ allowClientApp }));
}

/** Whether device certificates count, and where in the common name the MAC is. @throws DmsError `value.invalid`. */
export async function changeDeviceCertificates(
	administration: Administration,
	requested: DeviceCertificateChange,
): Promise<ChangedAccessControl> {
	const { identityPattern } = requested;
	if (typeof identityPattern === 'string') checkIdentityPattern(identityPattern);
	return change(administration, 'deviceCertificates', requested, ({ deviceCertificates }) => ({
		deviceCertificates: mergeChange(deviceCertificates, requested),
	}));
}

/** Whether, from whom and how certificates are taken from headers. @throws DmsError `value.invalid`, `value.contradiction` without a proxy. */
export async function changeProxyCertificates(
	administration: Administration,
	requested: ProxyCertificateChange,
): Promise<ChangedAccessControl> {
	const proxies = requested.proxies === undefined ? {} : { proxies: checkProxies(requested.proxies) };
	const header = requested.header === undefined ? {} : { header: requested.header.toLowerCase() };
	checkAll([
		() => requested.form !== undefined && checkChoice('form', requested.form, proxyCertificateForms),
		() => header.header !== undefined && checkHeader(header.header),
	]);
	const checked = { ...requested, ...proxies, ...header };
	return change(administration, 'proxyCertificates', checked, ({ proxyCertificates }) => {
		const settings = mergeChange(proxyCertificates, checked);
		if (settings.enabled && settings.proxies.length === 0) {
			throw new DmsError('value.contradiction', 'enabled is true, but there are no proxies: the header would be believed from nobody', {
				field: 'proxies',
			});
		}
		return { proxyCertificates: settings };
	});
}

/** All workers of all nodes are replaced one after the other; nobody is cut off. */
export function requestRestart(administration: Administration): Promise<Date> {
	return applyAudited(administration, 'restart', async (store) => {
		const now = administration.clock.now();
		await store.settings.save({ restartRequestedAt: now.getTime() });
		return { value: now, subject: 'workers' };
	});
}

function change(
	administration: Administration,
	subject: keyof AccessControl,
	requested: object,
	apply: (existing: AccessControl) => Partial<AccessControl>,
): Promise<ChangedAccessControl> {
	return applyAudited(administration, 'access control set', async (store) => {
		const existing = await loadAccessControl(store);
		const changed = apply(existing);
		await store.settings.save(changed);
		const settings = { ...existing, ...changed };
		return {
			value: { settings, warnings: toWarnings(settings) },
			subject,
			detail: toAuditDetail(requested),
			before: existing[subject],
			after: settings[subject],
		};
	});
}

function toWarnings({ deviceCertificates, proxyCertificates }: AccessControl): readonly string[] {
	if (!deviceCertificates.enabled || !proxyCertificates.enabled) return [];
	return ['certificates count from connections and from headers of proxies: enable the one that is used'];
}

function checkIdentityPattern(pattern: string): void {
	const field = 'identityPattern';
	if (pattern.length === 0 || pattern.length > longestPattern) {
		throw invalid(field, `${field} has ${pattern.length} characters; 1 to ${longestPattern} are allowed`);
	}
	checkMacRules([{ source: 'subject.CN', pattern }]);
	const groups = RE2JS.compile(pattern).groupCount();
	if (groups !== 1) throw invalid(field, `${field} ${quote(pattern)} has ${groups} capture groups; exactly one marks the MAC`);
}

function checkProxies(proxies: readonly string[]): readonly string[] {
	if (proxies.length > mostProxies) throw invalid('proxies', `${proxies.length} proxies; the limit is ${mostProxies}`);
	const checked = [...new Set(proxies.map((proxy) => requireNetwork('proxies', proxy)))];
	const everybody = checked.find((proxy) => proxy.endsWith('/0'));
	if (everybody !== undefined) throw invalid('proxies', `${everybody} is everybody: any client could write the header itself`);
	return checked;
}

function checkHeader(name: string): void {
	if (!/^[a-z][a-z0-9-]{0,63}$/.test(name)) throw invalid('header', `${quote(name)} is not the name of a header`);
	if (takenHeaders.has(name)) throw invalid('header', `${name} has another meaning`);
}
