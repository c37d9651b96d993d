import { connect, createServer, type TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { toPem } from '../../src/pki/certificate.ts';
import { octetString } from '../helpers/der-writer.ts';
import { type Chain, outcomeOf } from '../helpers/judge-chain.ts';
import {
	anyUsage,
	clientAuth,
	type EntitySpec,
	ext,
	extension,
	keyFor,
	type Minted,
	mintCa,
	mintLeaf,
	serverAuth,
} from '../helpers/mint-certificate.ts';
import { mintRevocationList } from '../helpers/mint-revocation-list.ts';

/** The TLS library looks at the clock, so here everything is dated from now. */
const now = Math.floor(Date.now() / 1000) * 1000;
const days = (count: number): Date => new Date(now + count * 86_400_000);
const dated = { notBefore: days(-10), notAfter: days(100) };
const ca = (spec: EntitySpec & { readonly pathLength?: number } = {}): Minted => mintCa({ ...dated, ...spec });
const device = (spec: EntitySpec = {}): Minted => mintLeaf({ ...dated, ...spec });

const server = device({ name: 'localhost', extensions: [] });
const root = ca({ name: 'Root' });
const issuing = ca({ name: 'Issuing', parent: root, serial: 71 });
const list = (issuer: Minted, revoked: readonly number[] = []): Buffer =>
	mintRevocationList({ issuer, revoked, thisUpdate: days(-1), nextUpdate: days(1) });

const underIssuing = (leaf: Minted): Chain => ({ leaf, untrusted: [issuing], anchors: [root] });
const usual = { parent: issuing };
const through = (middle: Minted): Chain => ({ leaf: device({ parent: middle }), untrusted: [middle], anchors: [root] });

/** Both judges must agree on these. */
const chains: readonly (readonly [string, () => Chain])[] = [
	['ok/leaf and issuing CA', () => underIssuing(device(usual))],
	['ok/leaf alone, root and issuing CA installed', () => ({ leaf: device(usual), anchors: [root, issuing] })],
	['ok/no extended key usage', () => underIssuing(device({ ...usual, extensions: [] }))],
	[
		'ok/self-signed and installed',
		() => {
			const self = device({ name: 'self' });
			return { leaf: self, anchors: [self] };
		},
	],
	['ok/nobody revoked', () => ({ ...underIssuing(device(usual)), crls: [list(root), list(issuing)] })],
	['reject/leaf alone, root installed', () => ({ leaf: device(usual), anchors: [root] })],
	['reject/unknown CA', () => ({ ...underIssuing(device(usual)), anchors: [ca({ name: 'Other' })] })],
	['reject/self-signed', () => ({ leaf: device({ name: 'self' }), anchors: [root] })],
	['reject/expired', () => underIssuing(device({ ...usual, notAfter: days(-1) }))],
	['reject/not yet valid', () => underIssuing(device({ ...usual, notBefore: days(1) }))],
	['reject/issuing CA expired', () => through(ca({ name: 'Old', parent: root, notAfter: days(-1) }))],
	[
		'reject/anchor expired',
		() => {
			const old = ca({ name: 'Old Root', notAfter: days(-1) });
			return { leaf: device({ parent: old }), anchors: [old] };
		},
	],
	['reject/for servers alone', () => underIssuing(device({ ...usual, extensions: [ext.extendedKeyUsage(serverAuth)] }))],
	['reject/for any usage', () => underIssuing(device({ ...usual, extensions: [ext.extendedKeyUsage(anyUsage)] }))],
	[
		'reject/key encipherment alone',
		() => underIssuing(device({ ...usual, extensions: [ext.keyUsage('keyEncipherment'), ext.extendedKeyUsage(clientAuth)] })),
	],
	['reject/issued by a leaf', () => through(device({ name: 'low', parent: root }))],
	['reject/CA for servers alone', () => through(ca({ name: 'Servers', parent: root, more: [ext.extendedKeyUsage(serverAuth)] }))],
	[
		'reject/path length',
		() => {
			const high = ca({ name: 'High', parent: root, pathLength: 0 });
			const low = ca({ name: 'Low', parent: high });
			return { leaf: device({ parent: low }), untrusted: [low, high], anchors: [root] };
		},
	],
	[
		'reject/unknown critical extension',
		() => underIssuing(device({ ...usual, more: [extension('1.3.6.1.4.1.55555.1', octetString(Buffer.from('x')), true)] })),
	],
	['reject/wrong signature', () => underIssuing(device({ ...usual, signer: keyFor('rogue') }))],
	['reject/SHA-1', () => underIssuing(device({ ...usual, signing: { digest: 'sha1' } }))],
	['reject/RSA 1024', () => underIssuing(device({ ...usual, keys: keyFor('leaf', 'rsa1024') }))],
	['reject/leaf revoked', () => ({ ...underIssuing(device({ ...usual, serial: 4711 })), crls: [list(root), list(issuing, [4711])] })],
	['reject/issuing CA revoked', () => ({ ...underIssuing(device(usual)), crls: [list(root, [71]), list(issuing)] })],
	['reject/a list is missing', () => ({ ...underIssuing(device(usual)), crls: [list(root)] })],
	[
		'reject/a list is stale',
		() => ({
			...underIssuing(device(usual)),
			crls: [list(root), mintRevocationList({ issuer: issuing, thisUpdate: days(-3), nextUpdate: days(-1) })],
		}),
	],
];

const isMinted = (item: Minted | Uint8Array): item is Minted => !(item instanceof Uint8Array);
const pems = (items: readonly (Minted | Uint8Array)[] = []): string[] => items.map((item) => toPem(isMinted(item) ? item.der : item));
const pemKey = (minted: Minted): string => minted.keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** What OpenSSL in Node says of the chain in a real handshake. */
async function isAuthorized(chain: Chain): Promise<boolean> {
	if (!isMinted(chain.leaf)) throw new Error('a handshake needs the key');
	const crl = (chain.crls ?? []).map((der) => toPem(der, 'X509 CRL'));
	const listener = createServer({
		key: pemKey(server),
		cert: toPem(server.der),
		ca: pems(chain.anchors),
		requestCert: true,
		rejectUnauthorized: false,
		...(crl.length === 0 ? {} : { crl }),
	});
	await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
	const address = listener.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	const judged = new Promise<boolean>((resolve) => listener.once('secureConnection', (socket: TLSSocket) => resolve(socket.authorized)));
	const client = connect({
		host: '127.0.0.1',
		port: address.port,
		// The client's own library would refuse to load weak certificates; it is the server that judges here.
		ciphers: 'DEFAULT@SECLEVEL=0',
		key: pemKey(chain.leaf),
		cert: [toPem(chain.leaf.der), ...pems(chain.untrusted)].join(''),
		rejectUnauthorized: false,
	});
	client.on('error', () => undefined);
	try {
		return await judged;
	} finally {
		client.destroy();
		listener.close();
	}
}

describe('the verdict agrees with OpenSSL in a real handshake', () => {
	it.each([...chains])('%s', async (title, chain) => {
		const question = chain();
		const expected = title.startsWith('ok/');
		expect(await isAuthorized(question)).toBe(expected);
		expect(outcomeOf({ ...question, at: new Date(now) }) === 'accepted').toBe(expected);
	});

	it('differs on purpose: a CA in the hands of a device is refused', async () => {
		const question = underIssuing(
			ca({ name: 'Ca Leaf', parent: issuing, extensions: [ext.basicConstraints(true), ext.keyUsage('digitalSignature', 'keyCertSign')] }),
		);
		expect(await isAuthorized(question)).toBe(true);
		expect(outcomeOf({ ...question, at: new Date(now) })).toBe('certificate.ca-leaf');
	});

	it('differs on purpose: an issuing CA is an anchor without its root', async () => {
		const question: Chain = { leaf: device(usual), anchors: [issuing] };
		expect(await isAuthorized(question)).toBe(false);
		expect(outcomeOf({ ...question, at: new Date(now) })).toBe('accepted');
	});
});
