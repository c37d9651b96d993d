import type { Certificate } from './certificate.ts';
import { attributesOf, type DistinguishedName, isEmptyName } from './distinguished-name.ts';
import type { NameConstraints, Subtree } from './extensions.ts';
import { type GeneralName, toGeneralNameKey } from './general-name.ts';
import { attributeOid } from './object-identifiers.ts';

/** Whether a name lies in a subtree; `unprocessable` when the name or the constraint cannot be understood. */
type Match = 'inside' | 'outside' | 'unprocessable';

/** Comparisons of one certificate with one set of constraints that are done before the search counts as too complex. */
export const maxNameComparisons = 1 << 16;

/** No host or mailbox is longer; a longer URI is not worth the time. */
const maxTextLength = 1024;

/**
 * Every name of a certificate that constraints apply to (RFC 5280 4.2.1.10): the subject, the alternative names, and
 * the e-mail addresses in the subject. The common name is no DNS name here, whatever it looks like.
 */
export function constrainedNames(certificate: Certificate): GeneralName[] {
	const names: GeneralName[] = [...(certificate.extensions.subjectAltName ?? [])];
	if (!isEmptyName(certificate.subject)) names.push({ kind: 'directoryName', name: certificate.subject });
	for (const { text } of attributesOf(certificate.subject, attributeOid.emailAddress)) {
		names.push({ kind: 'rfc822Name', text: text ?? '' });
	}
	return names;
}

/** @returns what is wrong with the first offending name, or undefined. RFC 5280 6.1.3 (b), (c). */
export function findNameViolation(constraints: NameConstraints, names: readonly GeneralName[]): string | undefined {
	for (const name of names) {
		for (const subtree of constraints.excluded) {
			const match = matchSubtree(name, subtree, 'excluded');
			if (match === 'inside') return `${toDisplay(name)} is excluded`;
			if (match === 'unprocessable') return `${toDisplay(name)} cannot be compared with an excluded subtree`;
		}
		const permitted = constraints.permitted.filter((subtree) => isSameForm(name, subtree.base));
		const isPermitted = permitted.some((subtree) => matchSubtree(name, subtree, 'permitted') === 'inside');
		if (permitted.length > 0 && !isPermitted) return `${toDisplay(name)} is not in a permitted subtree`;
	}
	return undefined;
}

function toDisplay(name: GeneralName): string {
	return JSON.stringify(toGeneralNameKey(name).slice(0, 200));
}

function isSameForm(name: GeneralName, base: GeneralName): boolean {
	if (name.kind === 'otherName' && base.kind === 'otherName') return name.typeId === base.typeId;
	return name.kind === base.kind;
}

function matchSubtree(name: GeneralName, subtree: Subtree, list: 'permitted' | 'excluded'): Match {
	const { base } = subtree;
	if (!isSameForm(name, base)) return 'outside';
	if (subtree.isBounded || ('text' in name && name.text.length > maxTextLength)) return 'unprocessable';
	if (name.kind === 'directoryName' && base.kind === 'directoryName') return matchDirectoryName(name.name, base.name);
	if (name.kind === 'iPAddress' && base.kind === 'iPAddress') return matchAddress(name.bytes, base.bytes);
	if (name.kind === 'dNSName' && base.kind === 'dNSName') return matchDnsName(name.text, base.text, list);
	if (name.kind === 'rfc822Name' && base.kind === 'rfc822Name') return matchMailbox(name.text, base.text);
	if (name.kind === 'uniformResourceIdentifier' && base.kind === 'uniformResourceIdentifier') return matchUri(name.text, base.text);
	// A form whose constraints are not defined: the constraint cannot be honoured, so the name is refused.
	return 'unprocessable';
}

function matchDirectoryName(name: DistinguishedName, base: DistinguishedName): Match {
	return base.rdnKeys.every((key, index) => name.rdnKeys[index] === key) ? 'inside' : 'outside';
}

/** The constraint is an address and a mask of the same length. */
function matchAddress(address: Buffer, range: Buffer): Match {
	const isAddress = address.length === 4 || address.length === 16;
	if (!isAddress || (range.length !== 8 && range.length !== 32)) return 'unprocessable';
	if (range.length !== address.length * 2) return 'outside';
	const isInside = address.every((octet, at) => {
		const mask = range[address.length + at] ?? 0;
		return (octet & mask) === ((range[at] ?? 0) & mask);
	});
	return isInside ? 'inside' : 'outside';
}

const hostName = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/;

/** A leading period has no meaning in a DNS constraint (unlike one for URIs), nor has a wildcard. */
function matchDnsName(text: string, constraint: string, list: 'permitted' | 'excluded'): Match {
	const base = constraint.toLowerCase();
	const name = text.toLowerCase();
	const isWildcard = name.startsWith('*.');
	const plain = isWildcard ? name.slice(2) : name;
	if (!hostName.test(plain) || (base !== '' && !hostName.test(base))) return 'unprocessable';
	if (base === '' || plain === base || plain.endsWith(`.${base}`)) return 'inside';
	// `*.example.com` stands for every excluded host of that domain as well.
	const isCoveredByWildcard = isWildcard && base.slice(base.indexOf('.') + 1) === plain && base.includes('.');
	return list === 'excluded' && isCoveredByWildcard ? 'inside' : 'outside';
}

const mailbox = /^(?:"(?:[^"\\\r\n]|\\.)+"|[^@"\s]+)@([^@]+)$/;

/** A constraint is a mailbox, a host, or (with a leading period) the hosts of a domain. The local part keeps its case. */
function matchMailbox(text: string, constraint: string): Match {
	const host = mailbox.exec(text)?.[1]?.toLowerCase();
	if (host === undefined || !hostName.test(host)) return 'unprocessable';
	if (!constraint.includes('@')) return matchHost(host, constraint);
	const wantedHost = mailbox.exec(constraint)?.[1];
	if (wantedHost === undefined) return 'unprocessable';
	const isSame = text.slice(0, -host.length) === constraint.slice(0, -wantedHost.length) && host === wantedHost.toLowerCase();
	return isSame ? 'inside' : 'outside';
}

/** Applies to the host of the authority; a URI without one, or with an address, must be refused. */
function matchUri(text: string, constraint: string): Match {
	const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(text)?.[1];
	const host = authority?.replace(/^.*@/, '').replace(/:\d*$/, '').toLowerCase().replace(/\.$/, '');
	if (host === undefined || !hostName.test(host) || /^[\d.]+$/.test(host)) return 'unprocessable';
	return matchHost(host, constraint);
}

function matchHost(host: string, constraint: string): Match {
	const base = constraint.toLowerCase();
	if (!hostName.test(base.replace(/^\./, ''))) return 'unprocessable';
	return (base.startsWith('.') ? host.endsWith(base) : host === base) ? 'inside' : 'outside';
}
