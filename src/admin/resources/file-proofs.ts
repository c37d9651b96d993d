import { z } from 'zod';
import { type DeviceTypeFile, type FileAuthentication, proofCombinations } from '../../domain/device-type-file.ts';

export const fileProof = z
	.object({
		mac: z.enum(['certificate', 'header', 'path']).nullable().describe('Where the MAC address is that proves a device.'),
		passwordScheme: z.enum(['Basic', 'Digest']).nullable().describe('How user name and password are sent that prove a device.'),
		combine: z.enum(proofCombinations),
		files: z.int().describe('How many files ask for it.'),
	})
	.meta({ id: 'FileProof' });
type FileProofAnswer = z.input<typeof fileProof>;

/** Which proofs the files of a type ask for, each with the number of its files. */
export function toFileProofs(files: readonly DeviceTypeFile[]): FileProofAnswer[] {
	const proofs = new Map<string, FileProofAnswer>();
	for (const { authentication, fileCategory } of files) {
		if (fileCategory === 'Template Only') continue;
		const proof = toProof(authentication);
		const key = JSON.stringify(proof);
		proofs.set(key, { ...proof, files: (proofs.get(key)?.files ?? 0) + 1 });
	}
	return [...proofs.values()].sort((left, right) => right.files - left.files);
}

function toProof(authentication: FileAuthentication): Omit<FileProofAnswer, 'files'> {
	const { macBasedFileAuthentication, userNamePasswordFileAuthentication, useHttpDigestAuthentication } = authentication;
	const mac = macBasedFileAuthentication ? toMacPlace(authentication) : null;
	const passwordScheme = userNamePasswordFileAuthentication ? (useHttpDigestAuthentication ? 'Digest' : 'Basic') : null;
	// With one proof alone it does not matter.
	return { mac, passwordScheme, combine: mac !== null && passwordScheme !== null ? authentication.combine : 'Any' };
}

function toMacPlace({ macInCert, macInNonRequestUri }: FileAuthentication): 'certificate' | 'header' | 'path' {
	if (macInCert) return 'certificate';
	return macInNonRequestUri ? 'header' : 'path';
}
