import { maxCertificateBytes } from '../../pki/certificate.ts';
import { untrustedLimits } from '../../pki/validate-path.ts';
import type { DefectRow } from './defect.ts';
import { withExtension } from './usages.ts';

/** Under the 100 KiB that OpenSSL takes of a peer, so that it comes to a request. */
const oversizedBytes = maxCertificateBytes + 4096;
/** Above them, whatever the size of one certificate: none has less than 512 bytes. */
const oversizedChainBytes = 160 * 1024;

export const sizeDefects: readonly DefectRow[] = [
	{
		name: 'oversized-certificate',
		breaks: `an extension makes it longer than ${maxCertificateBytes / 1024} KiB`,
		rule: 'the limits of the server',
		reason: 'certificate.too-large',
		alterPlan: (plan) => withExtension(plan, { oid: '2.25.2', critical: false, value: toOctetString(oversizedBytes) }),
	},
	{
		name: 'oversized-chain',
		breaks: `the device sends its issuer again and again: more than ${untrustedLimits.certificates} certificates, more than 100 KiB`,
		rule: 'the limits of the TLS library, and of the server',
		reason: 'certificate.too-large',
		reasonOnConnection: null,
		alterChain: repeatLast,
	},
];

function toOctetString(length: number): Buffer {
	const head = Buffer.of(4, 0x83, 0, 0, 0);
	head.writeUIntBE(length, 2, 3);
	return Buffer.concat([head, Buffer.alloc(length, 0x2a)]);
}

function repeatLast(chain: readonly Buffer[]): readonly Buffer[] {
	const last = chain.at(-1);
	if (last === undefined) return chain;
	const count = Math.max(untrustedLimits.certificates + 1, Math.ceil(oversizedChainBytes / last.length));
	return [...chain, ...Array.from({ length: count }, () => last)];
}
