import { DmsError } from './errors.ts';
import { checkChoice } from './limits.ts';

/** From the oldest to the newest, spelled as in the command contexts and as Node spells them. */
export const tlsProtocols = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export type TlsProtocol = (typeof tlsProtocols)[number];

/** Forbidden by RFC 8996; for devices that know nothing else an interface can let them in. */
export const legacyProtocols: readonly TlsProtocol[] = ['TLSv1', 'TLSv1.1'];

/** In any case; `TLSv1.0` is `TLSv1`. @throws DmsError `tls-protocol.not-allowed` for SSL, `value.invalid`. */
export function parseTlsProtocol(text: string, field = 'protocol'): TlsProtocol {
	const name = text.trim().slice(0, 64);
	if (/^sslv[23](hello)?$/i.test(name)) {
		throw new DmsError('tls-protocol.not-allowed', `${field} is ${name}: SSL is broken and never offered`, { field });
	}
	const canonical = name.replace(/^tlsv/i, 'TLSv');
	return checkChoice(field, canonical === 'TLSv1.0' ? 'TLSv1' : canonical, tlsProtocols);
}
