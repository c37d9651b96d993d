import { type MacAddress, ouiOf } from '../domain/mac-address.ts';
import type { MacSource } from '../domain/trust-anchor.ts';
import { findMac } from './mac-from-certificate.ts';
import type { PathFault } from './path.ts';
import { type AcceptedPath, type PathRequest, type RefusedPath, validatePath } from './validate-path.ts';

export interface AcceptedVerdict extends AcceptedPath {
	readonly mac: MacAddress;
	readonly macSource: MacSource;
}

export interface RefusedVerdict extends RefusedPath {
	/** Known where the path is valid, or would be but for the dates of the leaf. Until then a certificate says nothing. */
	readonly mac: MacAddress | undefined;
	/**
	 * Set when the leaf's own dates are the only fault: what an audited exception may let pass. Its `notAfter` is the end
	 * that has passed; the exception brings its own.
	 */
	readonly butForDates: AcceptedVerdict | undefined;
}

export type Verdict = AcceptedVerdict | RefusedVerdict;

/**
 * Which device a certificate proves, if any: a valid path (`validatePath`), exactly one MAC address by the rules of the
 * vouching anchor, and every installed anchor on the path may vouch for its OUI. The verdict may be kept for as long as
 * the trust store has the same revision and the time is within `notBefore` and `notAfter`. Never throws.
 */
export function judgeCertificate(request: PathRequest): Verdict {
	const verdict = validatePath(request);
	if (verdict.accepted) {
		const judged = judgeMac(verdict);
		return 'reason' in judged ? { ...judged, accepted: false, path: verdict.path, anchor: verdict.anchor, butForDates: undefined } : judged;
	}
	const judged = verdict.butForDates && judgeMac(verdict.butForDates);
	const butForDates = judged === undefined || 'reason' in judged ? undefined : judged;
	return { ...verdict, mac: judged?.mac, butForDates };
}

function judgeMac(path: AcceptedPath): AcceptedVerdict | (PathFault & { readonly mac: MacAddress | undefined }) {
	const [leaf] = path.path;
	if (leaf === undefined) throw new Error('a path without a leaf');
	const found = findMac(leaf, path.anchor.macRules);
	if (!found.ok) return { ...found.reason, mac: undefined };
	const { mac, source } = found.value;
	const objecting = path.anchors.find(({ ouis }) => ouis.size > 0 && !ouis.has(ouiOf(mac)));
	if (objecting === undefined) return { ...path, mac, macSource: source };
	return { reason: 'certificate.oui-not-allowed', detail: `trust anchor ${objecting.alias} may not vouch for ${ouiOf(mac)}`, mac };
}
