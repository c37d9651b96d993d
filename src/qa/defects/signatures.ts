import { digestFloors } from '../../domain/trust-anchor.ts';
import type { Recipe } from '../recipe.ts';
import type { Applicability, DefectRow } from './defect.ts';

const refusesSha1: Applicability = {
	words: 'digest floor above SHA-1',
	holds: ({ anchor }) => digestFloors.indexOf(anchor.digestFloor ?? 'sha256') > digestFloors.indexOf('sha1'),
};

const signsWithRsa: Applicability = {
	words: 'issuing CA with an RSA key',
	holds: ({ hierarchy }: Recipe) => hierarchy.at(-1)?.key.startsWith('rsa-') === true,
};

export const signatureDefects: readonly DefectRow[] = [
	{
		name: 'bad-signature',
		breaks: 'one bit of the signature is wrong',
		rule: 'RFC 5280 6.1.3 (a) (1)',
		reason: 'certificate.signature',
		alterCertificate: flipLastBit,
	},
	{
		name: 'rogue-ca',
		breaks: 'signed by a CA that has the names and key identifiers of the real one, but not its keys',
		rule: 'RFC 5280 6.1.3 (a) (1)',
		reason: 'certificate.signature',
		signer: 'rogue',
	},
	{
		name: 'other-ca',
		breaks: 'signed by a CA that nobody installed, which is sent along',
		rule: 'RFC 5280 6.1.1 (d)',
		reason: 'certificate.unknown-issuer',
		signer: 'stranger',
	},
	{
		name: 'self-signed',
		breaks: 'signed by the device itself',
		rule: 'RFC 5280 6.1',
		reason: 'certificate.unknown-issuer',
		signer: 'self',
	},
	{
		name: 'weak-digest',
		breaks: 'signed with SHA-1',
		rule: 'RFC 9155 2',
		reason: 'certificate.weak-digest',
		appliesTo: refusesSha1,
		alterPlan: (plan) => ({ ...plan, digest: 'sha1' }),
	},
	{
		name: 'md5',
		breaks: 'signed with MD5',
		rule: 'RFC 6151 2.1',
		reason: 'certificate.weak-digest',
		appliesTo: signsWithRsa,
		alterPlan: (plan) => ({ ...plan, digest: 'md5' }),
	},
	{
		name: 'weak-key',
		breaks: 'an RSA key of 1024 bits',
		rule: 'RFC 9325 4.5',
		reason: 'certificate.weak-key',
		alterPlan: (plan) => ({ ...plan, key: 'rsa-1024' }),
	},
];

function flipLastBit(certificate: Buffer): Buffer {
	const altered = Buffer.from(certificate);
	altered.writeUInt8(altered.readUInt8(altered.length - 1) ^ 1, altered.length - 1);
	return altered;
}
