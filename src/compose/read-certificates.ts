import { X509Certificate } from 'node:crypto';
import { DmsError } from '../domain/errors.ts';
import { readTextFile } from '../runtime/read-text-file.ts';

const maxFileBytes = 256 * 1024;

/**
 * The certificates of a PEM file, of which it must have one. Node takes anything for certificates and then trusts none, without a word.
 * @param field of the configuration. @throws DmsError `configuration.invalid`, `file.unreadable`.
 */
export function readCertificates(file: string, field: string): readonly X509Certificate[] {
	const blocks = readTextFile(file, maxFileBytes).match(/-----BEGIN [^-]+-----[^-]*-----END [^-]+-----/g) ?? [];
	if (blocks.length === 0) throw new DmsError('configuration.invalid', `${field}: ${file} has no certificate`, { field });
	try {
		return blocks.map((block) => new X509Certificate(block));
	} catch (cause) {
		throw new DmsError('configuration.invalid', `${field}: ${file} has something else than certificates`, { field, cause });
	}
}
