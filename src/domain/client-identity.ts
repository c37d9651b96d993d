import { DmsError } from './errors.ts';
import { limits } from './limits.ts';
import { quote } from './text-rules.ts';

/** A client of the event interface that may come in, known by a name in its certificate. */
export interface ClientIdentity {
	readonly id: string;
	/** A DNS name or URI of the subject alternative names, or the common name; compared exactly, DNS names without case. */
	readonly name: string;
	/** SHA-256 of the DER bytes of the one certificate that may bear the name, lower-case hexadecimal; absent: any that chains to an anchor. */
	readonly fingerprint?: string;
	/** Names of the device types whose events it may see; empty: all. */
	readonly deviceTypes: readonly string[];
	readonly createdAt: Date;
}

export type NewClientIdentity = Omit<ClientIdentity, 'id' | 'createdAt'>;

/**
 * The name as it is kept: printable ASCII without spaces, no wildcard.
 * @throws DmsError `value.too-long`, `value.too-short`, `value.invalid`.
 */
export function parseClientIdentityName(text: string): string {
	const [least, most] = limits.clientIdentityName;
	const field = 'name';
	if (text.length > most) throw new DmsError('value.too-long', `name has ${text.length} characters; the limit is ${most}`, { field });
	if (text.length < least)
		throw new DmsError('value.too-short', `name has ${text.length} characters; at least ${least} is needed`, { field });
	if (!/^[\x21-\x7e]+$/.test(text)) throw new DmsError('value.invalid', 'name may have printable ASCII characters alone', { field });
	if (text.includes('*')) {
		throw new DmsError('value.invalid', `${quote(text)} has a wildcard; each client is named in full`, { field });
	}
	return isDnsName(text) ? text.toLowerCase() : text;
}

/** Labels of letters, digits, hyphens and underscores, without a dot at the end. */
export function isDnsName(text: string): boolean {
	return /^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*$/.test(
		text,
	);
}
