import * as asn1 from 'asn1js';
import * as pkijs from 'pkijs';
import { extensionOid } from '../pki/object-identifiers.ts';
import { signTogether, toAlgorithm, toAuthorityKeyIdentifier, toExtension, toInteger, toName, toTime } from './encode-with-pkijs.ts';
import type { Issuer } from './issuer.ts';
import type { Digest } from './recipe.ts';

export interface RevokedCertificate {
	/** Big-endian bytes, as in the certificate. */
	readonly serialNumber: Uint8Array;
	readonly at: Date;
}

export interface RevocationListPlan {
	readonly thisUpdate: Date;
	readonly nextUpdate: Date;
	readonly number: number;
	readonly digest: Digest;
	readonly revoked: readonly RevokedCertificate[];
}

/** A signed revocation list, DER bytes (RFC 5280 5.1). By pkijs: forge has none. */
export function encodeRevocationList(plan: RevocationListPlan, issuer: Issuer): Buffer {
	const revokedCertificates = plan.revoked.map(
		({ serialNumber, at }) => new pkijs.RevokedCertificate({ userCertificate: toInteger(serialNumber), revocationDate: toTime(at) }),
	);
	const algorithm = toAlgorithm(issuer.privateKey, plan.digest);
	const list = new SignableList({
		version: 1,
		signature: algorithm,
		issuer: toName(issuer.subject),
		thisUpdate: toTime(plan.thisUpdate),
		nextUpdate: toTime(plan.nextUpdate),
		// An empty list must not be there at all (RFC 5280 5.1.2.6).
		...(revokedCertificates.length === 0 ? {} : { revokedCertificates }),
		crlExtensions: new pkijs.Extensions({
			extensions: [
				toAuthorityKeyIdentifier(issuer.keyIdentifier),
				toExtension(extensionOid.crlNumber, new asn1.Integer({ value: plan.number })),
			],
		}),
	});
	return signTogether(list.encodeTBS(), algorithm, plan.digest, issuer.privateKey);
}

/** What a list has, of one that was made here. */
export function readRevocationList(der: Uint8Array): { readonly number: number; readonly revoked: readonly RevokedCertificate[] } {
	const list = pkijs.CertificateRevocationList.fromBER(Uint8Array.from(der));
	const number: unknown = list.crlExtensions?.extensions.find(({ extnID }) => extnID === extensionOid.crlNumber)?.parsedValue;
	const revoked = (list.revokedCertificates ?? []).map(({ userCertificate, revocationDate }) => ({
		serialNumber: Buffer.from(userCertificate.valueBlock.valueHexView),
		at: revocationDate.value,
	}));
	return { number: number instanceof asn1.Integer ? Number(number.toBigInt()) : 0, revoked };
}

/** Its content is open to those who sign it, as that of a certificate is. */
class SignableList extends pkijs.CertificateRevocationList {
	override encodeTBS(): asn1.Sequence {
		return super.encodeTBS();
	}
}
