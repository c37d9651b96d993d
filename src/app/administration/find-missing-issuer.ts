import type { TrustAnchor } from '../../domain/trust-anchor.ts';

/**
 * The name of the CA that is missing between an anchor and a self-signed root, where there is one: TLS accepts no path without its root.
 * @param installed the anchors of the kind
 */
export function findMissingIssuer(installed: readonly TrustAnchor[], anchor: TrustAnchor): string | undefined {
	const enabled = installed.filter((each) => each.enabled);
	const seen = new Set<string>();
	for (let last = anchor; last.issuer !== last.subject; ) {
		seen.add(last.fingerprint);
		const issuer = enabled.find(({ subject, fingerprint }) => subject === last.issuer && !seen.has(fingerprint));
		if (issuer === undefined) return last.issuer;
		last = issuer;
	}
	return undefined;
}

/** For people; undefined where the path is complete. */
export function toIncompleteText(installed: readonly TrustAnchor[], anchor: TrustAnchor): string | undefined {
	const issuer = findMissingIssuer(installed, anchor);
	if (issuer === undefined) return undefined;
	const whose = issuer === anchor.issuer ? 'its issuer' : `the issuer of ${anchor.issuer},`;
	return `${whose} ${issuer} is not installed; devices may need root and issuing CA`;
}
