import { createPublicKey, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { DmsError } from '../domain/errors.ts';
import { toPem } from '../pki/certificate.ts';
import { type Authority, revokeCertificate } from './mint.ts';
import { openTestCa, type WrittenFiles } from './test-ca.ts';
import { authorityFiles, parsePem, plainMode, readText, replaceFile } from './test-ca-files.ts';

export interface RevokeOptions {
	/** Which certificate of the issuing CA: hexadecimal digits, colons between them allowed. */
	readonly serial?: string;
	/** File with a certificate of the CA, or of one of its authorities. */
	readonly certificateFile?: string;
	readonly now: Date;
}

/**
 * Puts a certificate on the revocation list of the authority that has issued it: the file `*.crl.pem` is replaced.
 * @throws DmsError `usage.invalid`, `value.invalid`, `value.contradiction`, `qa.ca-missing`, `certificate.unreadable`, `file.unreadable`.
 */
export async function revokeInTestCa(directory: string, options: RevokeOptions): Promise<WrittenFiles & { readonly serial: string }> {
	const { serial, certificateFile, now } = options;
	if ((serial === undefined) === (certificateFile === undefined)) {
		throw new DmsError('usage.invalid', 'either a serial number or a certificate is needed');
	}
	const { recipe, authorities } = await openTestCa(directory);
	const revoked = certificateFile === undefined ? undefined : await readIssuedCertificate(certificateFile, authorities);
	const authority = revoked?.issuer ?? authorities.at(-1);
	if (authority === undefined) throw new RangeError('a hierarchy has at least one authority');
	const serialNumber = toSerialNumber(revoked?.serial ?? serial ?? '');
	const list = revokeCertificate(recipe, authority, { serialNumber, now });
	const [, , file] = authorityFiles(authority.name);
	await replaceFile(join(directory, file), toPem(list, 'X509 CRL'), plainMode);
	return { directory, files: [file], serial: serialNumber.toString('hex') };
}

async function readIssuedCertificate(file: string, authorities: readonly Authority[]): Promise<{ issuer: Authority; serial: string }> {
	const text = await readText(file, 'file.unreadable');
	const certificate = parsePem(text, file, 'certificate.unreadable', (pem) => new X509Certificate(pem));
	const issuer = authorities.find((authority) => certificate.verify(createPublicKey(authority.privateKey)));
	if (issuer !== undefined) return { issuer, serial: certificate.serialNumber };
	throw new DmsError('value.contradiction', `${file} was issued by no authority of this test CA`, { field: 'certificate' });
}

function toSerialNumber(text: string): Buffer {
	const digits = text.replaceAll(':', '');
	if (!/^[0-9a-f]{1,40}$/i.test(digits) || /^0*$/.test(digits)) {
		const detail = `serial ${JSON.stringify(text.slice(0, 64))} is not a serial number: up to 40 hexadecimal digits`;
		throw new DmsError('value.invalid', detail, { field: 'serial' });
	}
	return Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0').toLowerCase(), 'hex');
}
