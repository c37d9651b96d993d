import { checkAll } from '../../domain/findings.ts';
import { toToken } from '../../domain/limits.ts';
import type { Settings } from '../../domain/settings.ts';
import { invalid, quote } from '../../domain/text-rules.ts';
import { defaultSettings } from '../catalog.ts';
import { type Administration, applyAudited } from './administration.ts';
import { toAuditDetail, toAuditedFields } from './audit-detail.ts';

export type SettingsChange = Partial<Pick<Settings, 'realm' | 'macHeaders'>>;

const mostMacHeaders = 16;

/** @returns the settings that are now in effect. @throws DmsError `value.*`. */
export function changeSettings(administration: Administration, change: SettingsChange): Promise<Settings> {
	return applyAudited(administration, 'setting set', async (store) => {
		checkAll([
			// Quotes would end the parameter of a challenge (RFC 9110 11.2).
			() => change.realm !== undefined && checkRealm(change.realm),
			() => change.macHeaders !== undefined && checkMacHeaders(change.macHeaders),
		]);
		const { macHeaders, ...rest } = change;
		const checked = { ...rest, ...(macHeaders === undefined ? {} : { macHeaders: macHeaders.map((name) => name.toLowerCase()) }) };
		const before = { ...defaultSettings, ...(await store.settings.load()) };
		await store.settings.save(checked);
		const value = { ...before, ...checked };
		return { value, subject: 'settings', detail: toAuditDetail(checked), ...toAuditedFields(checked, before, value) };
	});
}

function checkRealm(realm: string): void {
	if (/["\\]/.test(toToken('realm', realm, 'realm'))) throw invalid('realm', 'realm must not contain a quote or a backslash');
}

function checkMacHeaders(names: readonly string[]): void {
	if (names.length > mostMacHeaders) throw invalid('macHeaders', `${names.length} MAC headers; the limit is ${mostMacHeaders}`);
	for (const name of names) {
		if (!/^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(name)) throw invalid('macHeaders', `${quote(name)} is not the name of a header`);
	}
}
