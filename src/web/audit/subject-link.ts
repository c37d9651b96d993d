import type { AuditEntry } from './queries.ts';

/** Where the thing is that was changed; undefined: it is gone, or has no page. */
export function toSubjectLink({ action, subject }: Pick<AuditEntry, 'action' | 'subject'>): string | undefined {
	if (isGone(action)) return undefined;
	const found = places.find(([beginning]) => action === beginning || action.startsWith(`${beginning} `));
	return found?.[1](subject);
}

/** What an action begins with, and where its subject is shown; the longer beginnings first. */
const places: readonly (readonly [string, (subject: string) => string])[] = [
	['device', toDevice],
	['file reveal', toDevice],
	['type file', toFile],
	['type', (name) => `/device-types/${encodeURIComponent(name)}`],
	['dtaf import', (name) => `/device-types/${encodeURIComponent(name)}`],
	['tag-set', () => '/tag-sets'],
	['tag', (place) => (place.startsWith('device ') ? toDevice(place.slice('device '.length)) : '/tag-sets')],
	['trust deny', () => '/trust?tab=deny'],
	['trust allow', () => '/trust?tab=deny'],
	['trust', toAnchor],
	['interface', () => '/interfaces'],
	['certificate', () => '/interfaces'],
	['web application', () => '/interfaces'],
	['tls', () => '/tls-policy'],
	['client identity', () => '/client-identities'],
	['access control', () => '/access-control'],
	['setting', () => '/settings'],
	['lockout policy', () => '/settings'],
	['lockout', () => '/lockouts'],
	['user', () => '/people'],
	['service-account', () => '/service-accounts'],
	['token', (owner) => (owner.startsWith('service:') ? '/service-accounts' : '/people')],
];

function isGone(action: string): boolean {
	return action.endsWith(' delete') || action === 'trust remove';
}

/** The audit knows its name alone; the last part is that of the device. */
function toDevice(qualifiedName: string): string {
	return `/devices?name=${encodeURIComponent(qualifiedName.slice(qualifiedName.lastIndexOf('/') + 1))}`;
}

function toFile(subject: string): string {
	const slash = subject.indexOf('/');
	if (slash < 0) return `/device-types/${encodeURIComponent(subject)}`;
	return `/device-types/${encodeURIComponent(subject.slice(0, slash))}/files/${encodeURIComponent(subject.slice(slash + 1))}`;
}

/** `Http/vendor-root`; several are shown as the list. */
function toAnchor(subject: string): string {
	const slash = subject.indexOf('/');
	if (slash < 0 || subject.includes(', ')) return '/trust';
	return `/trust/${subject.slice(0, slash)}/${encodeURIComponent(subject.slice(slash + 1))}`;
}
