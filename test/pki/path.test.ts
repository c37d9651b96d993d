import { describe, expect, it } from 'vitest';
import { general, integer, octetString, oid, sequence } from '../helpers/der-writer.ts';
import { type Chain, type ChainRow, outcomeOf } from '../helpers/judge-chain.ts';
import {
	anyUsage,
	clientAuth,
	ext,
	extension,
	keyFor,
	keyIdOf,
	type Minted,
	mintCa,
	mintLeaf,
	serverAuth,
	today,
	yearsFromToday,
} from '../helpers/mint-certificate.ts';

const root = mintCa({ name: 'Root' });
const issuing = mintCa({ name: 'Issuing', parent: root });
const leaf = mintLeaf({ parent: issuing });
const unknownExtension = extension('1.3.6.1.4.1.55555.1', octetString(Buffer.from('x')), true);
const usualLeaf = [ext.keyUsage('digitalSignature'), ext.extendedKeyUsage(clientAuth)];

const underIssuing = (minted: Minted): Chain => ({ leaf: minted, untrusted: [issuing], anchors: [root] });
const through = (middle: Minted): Chain => ({ leaf: mintLeaf({ parent: middle }), untrusted: [middle], anchors: [root] });
const below = (anchor: Minted): Chain => ({ leaf: mintLeaf({ parent: anchor }), anchors: [anchor] });

const chaining: readonly ChainRow[] = [
	['ok/root, issuing CA, leaf', 'accepted', () => underIssuing(leaf)],
	['ok/leaf directly under the root', 'accepted', () => below(root)],
	['ok/an installed issuing CA ends the path without its root', 'accepted', () => ({ leaf, anchors: [issuing] })],
	['ok/issuing CA installed, root merely sent along', 'accepted', () => ({ leaf, untrusted: [root], anchors: [issuing] })],
	['ok/root and issuing CA both installed', 'accepted', () => ({ leaf, anchors: [root, issuing] })],
	[
		'ok/untrusted certificates in any order, with strangers among them',
		'accepted',
		() => ({ leaf, untrusted: [mintCa({ name: 'Stranger' }), leaf, issuing, root], anchors: [root] }),
	],
	['reject/issuer of the leaf is not at hand', 'certificate.unknown-issuer', () => ({ leaf, anchors: [root] })],
	['reject/nothing is installed', 'certificate.unknown-issuer', () => ({ leaf, untrusted: [issuing, root], anchors: [] })],
	[
		'reject/the root is sent along but not installed',
		'certificate.unknown-issuer',
		() => ({ leaf, untrusted: [issuing, root], anchors: [mintCa({ name: 'Other' })] }),
	],
	[
		'reject/an issuer in the middle is not at hand',
		'certificate.issuer-missing',
		() => {
			const middle = mintCa({ name: 'Middle', parent: root });
			const low = mintCa({ name: 'Low', parent: middle });
			return { leaf: mintLeaf({ parent: low }), untrusted: [low], anchors: [root] };
		},
	],
	[
		'reject/self-signed leaf that nobody installed',
		'certificate.unknown-issuer',
		() => ({ leaf: mintLeaf({ name: 'self' }), anchors: [root] }),
	],
	[
		'ok/self-signed leaf that was installed',
		'accepted',
		() => {
			const self = mintLeaf({ name: 'self' });
			return { leaf: self, anchors: [self] };
		},
	],
	['ok/leaf that was installed itself although its issuer is unknown', 'accepted', () => ({ leaf, anchors: [leaf] })],
	[
		'reject/issuer name differs from the subject of the CA that signed',
		'certificate.unknown-issuer',
		() => underIssuing(mintLeaf({ parent: issuing, issuer: [['CN', 'Nobody']] })),
	],
];

const signatures: readonly ChainRow[] = [
	[
		'reject/rogue CA with the same names and key identifiers',
		'certificate.signature',
		() => {
			const rogueKeys = keyFor('rogue');
			const sameIds = [ext.subjectKeyId(keyIdOf(root.keys.publicKey))];
			const rogue = mintCa({ subject: root.subject, keys: rogueKeys, keyIds: false, more: sameIds });
			const forged = mintLeaf({
				issuer: root.subject,
				signer: rogueKeys,
				keyIds: false,
				more: [ext.authorityKeyId(keyIdOf(root.keys.publicKey))],
			});
			return { leaf: forged, untrusted: [rogue], anchors: [root] };
		},
	],
	[
		'reject/signature of the leaf is wrong',
		'certificate.signature',
		() => underIssuing(mintLeaf({ parent: issuing, signatureValue: Buffer.alloc(70, 1) })),
	],
	[
		'reject/signature of the issuing CA is wrong',
		'certificate.signature',
		() => through(mintCa({ name: 'Middle', parent: root, signatureValue: Buffer.alloc(70, 1) })),
	],
	['reject/empty signature', 'certificate.signature', () => underIssuing(mintLeaf({ parent: issuing, signatureValue: Buffer.alloc(0) }))],
	[
		'reject/signature algorithm of another key type',
		'certificate.signature',
		() => underIssuing(mintLeaf({ parent: issuing, algorithm: sequence(oid('1.3.101.112')) })),
	],
	[
		'reject/signature algorithm that nobody knows',
		'certificate.signature',
		() => underIssuing(mintLeaf({ parent: issuing, algorithm: sequence(oid('1.3.6.1.4.1.55555.9')) })),
	],
	[
		'reject/inner and outer signature algorithm differ',
		'certificate.malformed',
		() => underIssuing(mintLeaf({ parent: issuing, innerAlgorithm: sequence(oid('1.2.840.10045.4.3.3')) })),
	],
	['ok/P-384', 'accepted', () => below(mintCa({ name: 'P-384', keys: keyFor('ca', 'p384'), signing: { digest: 'sha384' } }))],
	[
		'ok/P-521 with SHA-512',
		'accepted',
		() => {
			const ca = mintCa({ name: 'P-521', keys: keyFor('ca', 'p521') });
			return { leaf: mintLeaf({ parent: ca, signing: { digest: 'sha512' } }), anchors: [ca] };
		},
	],
	['ok/Ed25519', 'accepted', () => below(mintCa({ name: 'Ed25519', keys: keyFor('ca', 'ed25519') }))],
	['ok/Ed448', 'accepted', () => below(mintCa({ name: 'Ed448', keys: keyFor('ca', 'ed448') }))],
	['ok/ML-DSA-44', 'accepted', () => below(mintCa({ name: 'ML-DSA', keys: keyFor('ca', 'ml-dsa-44') }))],
	['ok/RSA 2048', 'accepted', () => below(mintCa({ name: 'RSA', keys: keyFor('ca', 'rsa2048') }))],
	[
		'ok/RSA-PSS',
		'accepted',
		() => {
			const ca = mintCa({ name: 'RSA', keys: keyFor('ca', 'rsa2048') });
			return { leaf: mintLeaf({ parent: ca, signing: { pss: true, digest: 'sha384' } }), anchors: [ca] };
		},
	],
	[
		'ok/RSA-PSS with a key for RSA-PSS alone',
		'accepted',
		() => {
			const ca = mintCa({ name: 'PSS', keys: keyFor('ca', 'rsa-pss'), signing: { pss: true } });
			return { leaf: mintLeaf({ parent: ca, signing: { pss: true } }), anchors: [ca] };
		},
	],
	['ok/DSA 2048 with SHA-256', 'accepted', () => below(mintCa({ name: 'DSA', keys: keyFor('ca', 'dsa2048') }))],
	[
		'reject/RSA-PSS signature under a PKCS #1 name',
		'certificate.signature',
		() => {
			const ca = mintCa({ name: 'RSA', keys: keyFor('ca', 'rsa2048') });
			return {
				leaf: mintLeaf({ parent: ca, signing: { pss: true }, algorithm: sequence(oid('1.2.840.113549.1.1.11'), Buffer.from([5, 0])) }),
				anchors: [ca],
			};
		},
	],
];

const strength: readonly ChainRow[] = [
	[
		'reject/SHA-1 below the default floor',
		'certificate.weak-digest',
		() => underIssuing(mintLeaf({ parent: issuing, signing: { digest: 'sha1' } })),
	],
	[
		'ok/SHA-1 where the anchor allows it',
		'accepted',
		() => ({ ...underIssuing(mintLeaf({ parent: issuing, signing: { digest: 'sha1' } })), policy: { digestFloor: 'sha1' } }),
	],
	[
		'reject/SHA-224 below SHA-256',
		'certificate.weak-digest',
		() => underIssuing(mintLeaf({ parent: issuing, signing: { digest: 'sha224' } })),
	],
	[
		'reject/SHA-256 where the anchor wants SHA-384',
		'certificate.weak-digest',
		() => ({ ...underIssuing(leaf), policy: { digestFloor: 'sha384' } }),
	],
	[
		'reject/SHA-1 on the issuing CA',
		'certificate.weak-digest',
		() => through(mintCa({ name: 'Middle', parent: root, signing: { digest: 'sha1' } })),
	],
	[
		'ok/SHA-1 on the self-signature of the root, which nobody relies on',
		'accepted',
		() => below(mintCa({ name: 'Old Root', signing: { digest: 'sha1' } })),
	],
	[
		'reject/MD5 whatever the floor',
		'certificate.weak-digest',
		() => {
			const ca = mintCa({ name: 'RSA', keys: keyFor('ca', 'rsa2048') });
			return { leaf: mintLeaf({ parent: ca, signing: { digest: 'md5' } }), anchors: [ca], policy: { digestFloor: 'sha1' } };
		},
	],
	[
		'reject/MD2, which nobody can even check',
		'certificate.weak-digest',
		() => {
			const ca = mintCa({ name: 'RSA', keys: keyFor('ca', 'rsa2048') });
			return {
				leaf: mintLeaf({ parent: ca, algorithm: sequence(oid('1.2.840.113549.1.1.2'), Buffer.from([5, 0])) }),
				anchors: [ca],
				policy: { digestFloor: 'sha1' },
			};
		},
	],
	['reject/RSA 1024 leaf', 'certificate.weak-key', () => underIssuing(mintLeaf({ parent: issuing, keys: keyFor('leaf', 'rsa1024') }))],
	[
		'ok/RSA 1024 where the anchor allows it',
		'accepted',
		() => ({ ...underIssuing(mintLeaf({ parent: issuing, keys: keyFor('leaf', 'rsa1024') })), policy: { minRsaBits: 1024 } }),
	],
	['reject/RSA 1024 anchor', 'certificate.weak-key', () => below(mintCa({ name: 'Small', keys: keyFor('ca', 'rsa1024') }))],
	[
		'reject/RSA 1024 leaf that was installed itself',
		'certificate.weak-key',
		() => {
			const self = mintLeaf({ name: 'self', keys: keyFor('leaf', 'rsa1024') });
			return { leaf: self, anchors: [self] };
		},
	],
	['reject/P-192', 'certificate.weak-key', () => underIssuing(mintLeaf({ parent: issuing, keys: keyFor('leaf', 'p192') }))],
	[
		'reject/key of an unknown algorithm',
		'certificate.weak-key',
		() =>
			underIssuing(mintLeaf({ parent: issuing, publicKeyInfo: sequence(sequence(oid('1.3.6.1.4.1.55555.2')), Buffer.from([3, 2, 0, 1])) })),
	],
	[
		'reject/RSA exponent 1, with which everybody can sign',
		'certificate.weak-key',
		() => {
			const key = sequence(integer(BigInt(`0x${'f1'.repeat(256)}`)), integer(1));
			const info = sequence(
				sequence(oid('1.2.840.113549.1.1.1'), Buffer.from([5, 0])),
				Buffer.concat([Buffer.from([3, 0x82, (key.length + 1) >> 8, (key.length + 1) & 255, 0]), key]),
			);
			return underIssuing(mintLeaf({ parent: issuing, publicKeyInfo: info }));
		},
	],
];

const dates: readonly ChainRow[] = [
	['reject/expired leaf', 'certificate.expired', () => underIssuing(mintLeaf({ parent: issuing, notAfter: yearsFromToday(-0.1) }))],
	[
		'reject/leaf that is not yet valid',
		'certificate.not-yet-valid',
		() => underIssuing(mintLeaf({ parent: issuing, notBefore: yearsFromToday(0.1) })),
	],
	[
		'reject/expired issuing CA',
		'certificate.expired',
		() => through(mintCa({ name: 'Middle', parent: root, notAfter: yearsFromToday(-0.1) })),
	],
	['reject/expired anchor', 'certificate.expired', () => below(mintCa({ name: 'Old', notAfter: yearsFromToday(-0.1) }))],
	[
		'reject/anchor that is not yet valid',
		'certificate.not-yet-valid',
		() => below(mintCa({ name: 'New', notBefore: yearsFromToday(0.1) })),
	],
	['ok/notAfter is included', 'accepted', () => underIssuing(mintLeaf({ parent: issuing, notAfter: today }))],
	[
		'ok/notAfter includes its whole second',
		'accepted',
		() => ({ ...underIssuing(mintLeaf({ parent: issuing, notAfter: today })), at: new Date(today.getTime() + 999) }),
	],
	[
		'reject/one second after notAfter',
		'certificate.expired',
		() => ({ ...underIssuing(mintLeaf({ parent: issuing, notAfter: today })), at: new Date(today.getTime() + 1000) }),
	],
	['ok/notBefore is included', 'accepted', () => underIssuing(mintLeaf({ parent: issuing, notBefore: today }))],
	[
		'reject/a millisecond before notBefore',
		'certificate.not-yet-valid',
		() => ({ ...underIssuing(mintLeaf({ parent: issuing, notBefore: today })), at: new Date(today.getTime() - 1) }),
	],
	[
		'ok/notAfter in the year 9999',
		'accepted',
		() => underIssuing(mintLeaf({ parent: issuing, notAfter: new Date('9999-12-31T23:59:59Z') })),
	],
	[
		'ok/GeneralizedTime before 2050',
		'accepted',
		() => underIssuing(mintLeaf({ parent: issuing, notBefore: Buffer.from('180f32303230303130313030303030305a', 'hex') })),
	],
	[
		'ok/UTCTime of the twentieth century',
		'accepted',
		() => underIssuing(mintLeaf({ parent: issuing, notBefore: new Date('1950-01-01T00:00:00Z') })),
	],
	[
		'reject/notAfter of the twentieth century',
		'certificate.expired',
		() =>
			underIssuing(mintLeaf({ parent: issuing, notBefore: new Date('1960-01-01T00:00:00Z'), notAfter: new Date('1999-01-01T00:00:00Z') })),
	],
	['reject/a time that is none', 'certificate.not-yet-valid', () => ({ ...underIssuing(leaf), at: new Date('yesterday') })],
];

const authorities: readonly ChainRow[] = [
	[
		'reject/issuer with CA:FALSE',
		'certificate.basic-constraints',
		() => through(mintCa({ name: 'Middle', parent: root, extensions: [ext.basicConstraints(false), ext.keyUsage('keyCertSign')] })),
	],
	[
		'reject/issuer without basic constraints',
		'certificate.basic-constraints',
		() => through(mintCa({ name: 'Middle', parent: root, extensions: [ext.keyUsage('keyCertSign')] })),
	],
	[
		'reject/leaf that issues another leaf',
		'certificate.basic-constraints',
		() => ({ leaf: mintLeaf({ parent: leaf, name: 'low' }), untrusted: [leaf, issuing], anchors: [root] }),
	],
	[
		'reject/version 3 anchor without basic constraints',
		'certificate.basic-constraints',
		() => below(mintCa({ name: 'Bare', extensions: [ext.keyUsage('keyCertSign')] })),
	],
	['ok/version 1 root that was installed', 'accepted', () => below(mintCa({ name: 'V1', version: 1, extensions: [] }))],
	[
		'reject/version 1 issuer that was not installed',
		'certificate.basic-constraints',
		() => through(mintCa({ name: 'V1', parent: root, version: 1, extensions: [] })),
	],
	[
		'ok/basic constraints that are not critical',
		'accepted',
		() => through(mintCa({ name: 'Middle', parent: root, extensions: [ext.basicConstraints(true, undefined, false)] })),
	],
	[
		'ok/CA without key usage',
		'accepted',
		() => through(mintCa({ name: 'Middle', parent: root, extensions: [ext.basicConstraints(true)] })),
	],
	[
		'reject/CA whose key usage lacks keyCertSign',
		'certificate.key-usage',
		() => through(mintCa({ name: 'Middle', parent: root, extensions: [ext.basicConstraints(true), ext.keyUsage('cRLSign')] })),
	],
	[
		'reject/anchor whose key usage lacks keyCertSign',
		'certificate.key-usage',
		() => below(mintCa({ name: 'Crl Only', extensions: [ext.basicConstraints(true), ext.keyUsage('cRLSign')] })),
	],
	[
		'reject/CA for servers alone',
		'certificate.extended-key-usage',
		() => through(mintCa({ name: 'Middle', parent: root, more: [ext.extendedKeyUsage(serverAuth)] })),
	],
	[
		'reject/CA for any usage, as OpenSSL sees it',
		'certificate.extended-key-usage',
		() => through(mintCa({ name: 'Middle', parent: root, more: [ext.extendedKeyUsage(anyUsage)] })),
	],
	[
		'reject/anchor for servers alone',
		'certificate.extended-key-usage',
		() => below(mintCa({ name: 'Servers', more: [ext.extendedKeyUsage(serverAuth)] })),
	],
	[
		'ok/CA for servers and clients',
		'accepted',
		() => through(mintCa({ name: 'Middle', parent: root, more: [ext.extendedKeyUsage(serverAuth, clientAuth)] })),
	],
];

const pathLengths: readonly ChainRow[] = [
	['ok/path length 0 above a leaf', 'accepted', () => through(mintCa({ name: 'Middle', parent: root, pathLength: 0 }))],
	[
		'reject/path length 0 above a CA',
		'certificate.path-length',
		() => {
			const high = mintCa({ name: 'High', parent: root, pathLength: 0 });
			const low = mintCa({ name: 'Low', parent: high });
			return { leaf: mintLeaf({ parent: low }), untrusted: [high, low], anchors: [root] };
		},
	],
	[
		'reject/path length 0 of the anchor',
		'certificate.path-length',
		() => {
			const top = mintCa({ name: 'Top', pathLength: 0 });
			const low = mintCa({ name: 'Low', parent: top });
			return { leaf: mintLeaf({ parent: low }), untrusted: [low], anchors: [top] };
		},
	],
	[
		'ok/a later CA may name a greater length',
		'accepted',
		() => {
			const high = mintCa({ name: 'High', parent: root, pathLength: 1 });
			const low = mintCa({ name: 'Low', parent: high, pathLength: 5 });
			return { leaf: mintLeaf({ parent: low }), untrusted: [high, low], anchors: [root] };
		},
	],
	[
		'reject/and it does not help',
		'certificate.path-length',
		() => {
			const high = mintCa({ name: 'High', parent: root, pathLength: 1 });
			const middle = mintCa({ name: 'Middle', parent: high, pathLength: 5 });
			const low = mintCa({ name: 'Low', parent: middle });
			return { leaf: mintLeaf({ parent: low }), untrusted: [high, middle, low], anchors: [root] };
		},
	],
	[
		'ok/self-issued CAs do not count',
		'accepted',
		() => {
			const old = mintCa({ name: 'Rollover', parent: root, pathLength: 0 });
			const next = mintCa({ name: 'Rollover', keys: keyFor('Rollover next'), parent: old });
			return { leaf: mintLeaf({ parent: next }), untrusted: [old, next], anchors: [root] };
		},
	],
	[
		'ok/a path length without CA, which means nothing',
		'accepted',
		() => underIssuing(mintLeaf({ parent: issuing, extensions: [ext.basicConstraints(false, 0), ...usualLeaf] })),
	],
];

const leaves: readonly ChainRow[] = [
	[
		'reject/CA certificate in the hands of a device',
		'certificate.ca-leaf',
		() => underIssuing(mintCa({ name: 'Ca Leaf', parent: issuing })),
	],
	['reject/CA certificate in the hands of a device, installed', 'certificate.ca-leaf', () => ({ leaf: root, anchors: [root] })],
	['ok/leaf without any extension', 'accepted', () => underIssuing(mintLeaf({ parent: issuing, extensions: [] }))],
	['ok/version 1 leaf', 'accepted', () => underIssuing(mintLeaf({ parent: issuing, version: 1, extensions: [] }))],
	[
		'reject/key usage keyEncipherment alone',
		'certificate.key-usage',
		() => underIssuing(mintLeaf({ parent: issuing, extensions: [ext.keyUsage('keyEncipherment')] })),
	],
	[
		'ok/key usage keyAgreement alone, as OpenSSL sees it',
		'accepted',
		() => underIssuing(mintLeaf({ parent: issuing, extensions: [ext.keyUsage('keyAgreement')] })),
	],
	[
		'reject/no CA, and yet the key signs certificates',
		'certificate.key-usage',
		() =>
			underIssuing(
				mintLeaf({ parent: issuing, extensions: [ext.basicConstraints(false), ext.keyUsage('digitalSignature', 'keyCertSign')] }),
			),
	],
	[
		'ok/no extended key usage',
		'accepted',
		() => underIssuing(mintLeaf({ parent: issuing, extensions: [ext.keyUsage('digitalSignature')] })),
	],
	[
		'ok/for clients and servers',
		'accepted',
		() => underIssuing(mintLeaf({ parent: issuing, extensions: [ext.extendedKeyUsage(serverAuth, clientAuth)] })),
	],
	[
		'reject/for servers alone',
		'certificate.extended-key-usage',
		() => underIssuing(mintLeaf({ parent: issuing, extensions: [ext.extendedKeyUsage(serverAuth)] })),
	],
	[
		'reject/for any usage, as OpenSSL sees it',
		'certificate.extended-key-usage',
		() => underIssuing(mintLeaf({ parent: issuing, extensions: [ext.extendedKeyUsage(anyUsage)] })),
	],
	[
		'ok/Netscape type for clients',
		'accepted',
		() => underIssuing(mintLeaf({ parent: issuing, extensions: [extension('2.16.840.1.113730.1.1', Buffer.from([3, 2, 7, 0x80]))] })),
	],
	[
		'reject/Netscape type for servers alone',
		'certificate.extended-key-usage',
		() => underIssuing(mintLeaf({ parent: issuing, extensions: [extension('2.16.840.1.113730.1.1', Buffer.from([3, 2, 6, 0x40]))] })),
	],
	[
		'reject/name constraints outside a CA',
		'certificate.name-constraints',
		() => underIssuing(mintLeaf({ parent: issuing, more: [ext.nameConstraints({ permitted: [general.dns('example.net')] })] })),
	],
];

const criticalExtensions: readonly ChainRow[] = [
	[
		'reject/unknown critical extension in the leaf',
		'certificate.unknown-critical-extension',
		() => underIssuing(mintLeaf({ parent: issuing, more: [unknownExtension] })),
	],
	[
		'reject/unknown critical extension in the issuing CA',
		'certificate.unknown-critical-extension',
		() => through(mintCa({ name: 'Middle', parent: root, more: [unknownExtension] })),
	],
	[
		'reject/unknown critical extension in the anchor',
		'certificate.unknown-critical-extension',
		() => below(mintCa({ name: 'Odd', more: [unknownExtension] })),
	],
	[
		'ok/unknown extension that is not critical',
		'accepted',
		() => underIssuing(mintLeaf({ parent: issuing, more: [extension('1.3.6.1.4.1.55555.1', Buffer.from('anything'))] })),
	],
	[
		'reject/critical key identifier',
		'certificate.unknown-critical-extension',
		() => underIssuing(mintLeaf({ parent: issuing, keyIds: false, more: [extension('2.5.29.14', octetString(Buffer.alloc(4)), true)] })),
	],
	[
		'reject/critical authority information access',
		'certificate.unknown-critical-extension',
		() =>
			underIssuing(
				mintLeaf({
					parent: issuing,
					more: [
						extension('1.3.6.1.5.5.7.1.1', sequence(sequence(oid('1.3.6.1.5.5.7.48.2'), general.uri('http://ca.example.net/'))), true),
					],
				}),
			),
	],
	[
		'ok/critical alternative name, distribution point and OCSP marker',
		'accepted',
		() =>
			underIssuing(
				mintLeaf({
					parent: issuing,
					more: [
						extension('2.5.29.17', sequence(general.dns('phone.example.net')), true),
						extension('1.3.6.1.5.5.7.48.1.5', Buffer.from([5, 0]), true),
					],
				}),
			),
	],
];

describe('a path is judged as RFC 5280 section 6.1 says', () => {
	it.each([...chaining])('chaining: %s', (_name, expected, chain) => expect(outcomeOf(chain())).toBe(expected));
	it.each([...signatures])('signatures: %s', (_name, expected, chain) => expect(outcomeOf(chain())).toBe(expected));
	it.each([...strength])('floors: %s', (_name, expected, chain) => expect(outcomeOf(chain())).toBe(expected));
	it.each([...dates])('dates: %s', (_name, expected, chain) => expect(outcomeOf(chain())).toBe(expected));
	it.each([...authorities])('authorities: %s', (_name, expected, chain) => expect(outcomeOf(chain())).toBe(expected));
	it.each([...pathLengths])('path length: %s', (_name, expected, chain) => expect(outcomeOf(chain())).toBe(expected));
	it.each([...leaves])('leaf: %s', (_name, expected, chain) => expect(outcomeOf(chain())).toBe(expected));
	it.each([...criticalExtensions])('critical extensions: %s', (_name, expected, chain) => expect(outcomeOf(chain())).toBe(expected));
});
