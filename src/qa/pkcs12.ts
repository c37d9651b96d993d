import type { KeyObject } from 'node:crypto';
import * as asn1 from 'asn1js';
import forge from 'node-forge';
import * as pkijs from 'pkijs';
import { parseCertificate } from '../pki/certificate.ts';

export interface Pkcs12Contents {
	/** DER bytes, device first. */
	readonly chain: readonly Uint8Array[];
	readonly privateKey: KeyObject;
	readonly password: string;
}

const keyBag = '1.2.840.113549.1.12.10.1.2';
const certificateBag = '1.2.840.113549.1.12.10.1.3';
const x509Certificate = '1.2.840.113549.1.9.22.1';

/**
 * A PKCS#12 file (RFC 7292), DER bytes: the key under PBES2 with AES-256, the chain in clear, both under an HMAC of the
 * password. Certificates go in byte for byte, broken ones too.
 */
export async function encodePkcs12(contents: Pkcs12Contents): Promise<Buffer> {
	return canForgeEncode(contents) ? encodePkcs12WithForge(contents) : encodePkcs12WithPkijs(contents);
}

/** Forge reads certificates of RSA alone. Of the password it takes one octet for each character, where all others take UTF-8. */
function canForgeEncode({ chain, privateKey, password }: Pkcs12Contents): boolean {
	return privateKey.asymmetricKeyType === 'rsa' && chain.every(isRsaCertificate) && /^[\x20-\x7e]*$/.test(password);
}

function isRsaCertificate(der: Uint8Array): boolean {
	const parsed = parseCertificate(der);
	return parsed.ok && parsed.value.publicKey.algorithm === 'rsa' && parsed.value.signed.algorithm.keys.includes('rsa');
}

/** The HMAC is of SHA-1: forge has no other here. */
function encodePkcs12WithForge({ chain, privateKey, password }: Pkcs12Contents): Buffer {
	const certificates = chain.map((der) => forge.pki.certificateFromAsn1(forge.asn1.fromDer(Buffer.from(der).toString('latin1'))));
	const key = forge.pki.privateKeyFromPem(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
	// Its derivation runs in JavaScript: more rounds would hold up everything else.
	const options = { algorithm: 'aes256', prfAlgorithm: 'sha256', count: 10_000, saltSize: 16 } as const;
	const file = forge.pkcs12.toPkcs12Asn1(key, certificates, password, options);
	return Buffer.from(forge.asn1.toDer(file).getBytes(), 'latin1');
}

/** The HMAC is of SHA-256. */
async function encodePkcs12WithPkijs({ chain, privateKey, password }: Pkcs12Contents): Promise<Buffer> {
	const engine = new pkijs.CryptoEngine({ name: 'node', crypto: globalThis.crypto });
	const encryptedKey = privateKey.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: password });
	const localKeyId = new pkijs.Attribute({
		type: '1.2.840.113549.1.9.21',
		values: [new asn1.OctetString({ valueHex: Buffer.of(1) })],
	});
	const keyBags = [
		new pkijs.SafeBag({
			bagId: keyBag,
			bagValue: new pkijs.PKCS8ShroudedKeyBag({ schema: asn1.fromBER(encryptedKey).result }),
			bagAttributes: [localKeyId],
		}),
	];
	const certificateBags = chain.map((certificate, index) => {
		const bagValue = new pkijs.CertBag({ certId: x509Certificate, certValue: new asn1.OctetString({ valueHex: certificate }) });
		return new pkijs.SafeBag({ bagId: certificateBag, bagValue, ...(index === 0 ? { bagAttributes: [localKeyId] } : {}) });
	});
	const safeContents = [keyBags, certificateBags].map((safeBags) => ({ privacyMode: 0, value: new pkijs.SafeContents({ safeBags }) }));
	const authenticatedSafe = new pkijs.AuthenticatedSafe({ parsedValue: { safeContents } });
	await authenticatedSafe.makeInternalValues({ safeContents: safeContents.map(() => ({})) }, engine);
	const file = new pkijs.PFX({ parsedValue: { integrityMode: 0, authenticatedSafe } });
	const passwordBytes = Uint8Array.from(Buffer.from(password)).buffer;
	await file.makeInternalValues(
		{ password: passwordBytes, iterations: 100_000, pbkdf2HashAlgorithm: 'SHA-256', hmacHashAlgorithm: 'SHA-256' },
		engine,
	);
	return Buffer.from(file.toSchema().toBER());
}
