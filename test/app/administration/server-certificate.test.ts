import { randomBytes } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { addInterface } from '../../../src/app/administration/add-interface.ts';
import { changeInterface } from '../../../src/app/administration/change-interface.ts';
import { addTlsPolicyValue } from '../../../src/app/administration/change-tls-policy.ts';
import type { InterfaceAdministration } from '../../../src/app/administration/interface-administration.ts';
import type { ServerCertificateFiles } from '../../../src/app/administration/read-server-certificate.ts';
import {
	exportServerCertificate,
	generateServerCertificate,
	listServerCertificates,
	rollBackServerCertificate,
	updateServerCertificate,
} from '../../../src/app/administration/update-server-certificate.ts';
import { toPem } from '../../../src/pki/certificate.ts';
import { readCertificates } from '../../../src/pki/read-certificates.ts';
import {
	type EntitySpec,
	ext,
	extension,
	type KeyKind,
	keyFor,
	type Minted,
	mintCa,
	serverAuth,
	yearsFromToday,
} from '../../helpers/mint-certificate.ts';
import {
	fixed,
	mintServer,
	plainInterface,
	type ServerNames,
	secureInterface,
	serverIssuing,
	serverRoot,
	snapshot,
	toInterfaceAdministration,
	toKeyPem,
	useStoreOfToday,
} from './interface-samples.ts';

const cti = { kind: 'CTI', address: '10.0.0.1', port: 8012 } as const;
const bytes = (...parts: readonly string[]) => Buffer.from(parts.join('\n'));
const pem = ({ der }: Minted) => toPem(der);
const passphrase = 'a long secret';

/** Key, certificate and issuer of a server; each test breaks one of them. */
function toFiles(spec: EntitySpec = {}, kind: KeyKind = 'p256', names?: ServerNames): ServerCertificateFiles {
	const keys = keyFor('server', kind);
	const server = mintServer({ parent: serverIssuing, keys, ...spec }, names);
	return { key: bytes(toKeyPem(keys.privateKey)), certificate: bytes(pem(server)), chain: bytes(pem(serverIssuing)) };
}

const encrypted = (type: 'pkcs8' | 'pkcs1', kind: KeyKind) =>
	Buffer.from(keyFor('server', kind).privateKey.export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase }));
const ecKey = keyFor('server', 'p256').privateKey;

/** PBES2 with a number of rounds that nobody waits for. */
function withIterations(pemText: string, iterations: number): Buffer {
	const der = Buffer.from(pemText.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');
	const at = der.indexOf(Buffer.from('02020800', 'hex'));
	expect(at).toBeGreaterThan(0);
	const wanted = Buffer.of(0x02, 0x04, 0, 0, 0, 0);
	wanted.writeUInt32BE(iterations, 2);
	// Two octets more, in it and in all that encloses it.
	const widened = Buffer.concat([der.subarray(0, at), wanted, der.subarray(at + 4)]);
	for (const offset of enclosing(der, at)) {
		const long = der[offset] ?? 0;
		if (long === 0x82) widened.writeUInt16BE(der.readUInt16BE(offset + 1) + 2, offset + 1);
		else if (long === 0x81) widened.writeUInt8(der.readUInt8(offset + 1) + 2, offset + 1);
		else widened.writeUInt8(long + 2, offset);
	}
	return bytes('-----BEGIN ENCRYPTED PRIVATE KEY-----', widened.toString('base64'), '-----END ENCRYPTED PRIVATE KEY-----');
}

/** Offsets of the length octets of the sequences around a place. */
function enclosing(der: Buffer, place: number): number[] {
	const offsets: number[] = [];
	for (let at = 0; at < place; ) {
		const first = der[at + 1] ?? 0;
		const octets = first < 0x80 ? 0 : first & 0x7f;
		const length = octets === 0 ? first : der.readUIntBE(at + 2, octets);
		const content = at + 2 + octets;
		if (content + length <= place) {
			at = content + length;
			continue;
		}
		offsets.push(at + 1);
		at = content;
	}
	return offsets;
}

describe('server certificates', () => {
	const open = useStoreOfToday();
	const start = async (change = {}): Promise<InterfaceAdministration> => {
		const administration = toInterfaceAdministration(await open());
		await addInterface(administration, secureInterface('10.0.0.1', 8012, change));
		return administration;
	};

	describe('updateServerCertificate', () => {
		it('replaces the self-signed certificates by a new generation that TLS can use', async () => {
			const administration = await start();
			const { generation, warnings } = await updateServerCertificate(administration, { kind: 'CTI', address: '10.0.0.1' }, toFiles());
			expect(warnings).toEqual([]);
			expect(generation).toMatchObject({ ...cti, generation: 2, isActive: true, selfSigned: false });
			expect(generation.certificates).toMatchObject([{ keyType: 'EC', subject: 'CN=Test Server', issuer: 'CN=Server Issuing' }]);
			const [stored] = await administration.store.interfaces.listActiveCertificates();
			const [shown] = stored?.certificates ?? [];
			createSecureContext({ key: shown?.key, cert: shown?.certificate });
			expect(readCertificates(shown?.certificate ?? '')).toHaveLength(2);
			const entries = await administration.store.audit.list(1);
			expect(entries).toMatchObject([{ action: 'certificate update', subject: 'CTI 10.0.0.1:8012' }]);
			expect(JSON.parse(entries[0]?.before ?? '')).toMatchObject({ generation: 1, selfSigned: true });
			expect(JSON.stringify([entries, generation])).not.toContain('PRIVATE');
		});

		const root = pem(serverRoot);
		const issuing = pem(serverIssuing);
		it.each<[string, () => ServerCertificateFiles, number]>([
			['ok/RSA', () => toFiles({}, 'rsa2048'), 2],
			['ok/P-384', () => toFiles({}, 'p384'), 2],
			['ok/P-521', () => toFiles({}, 'p521'), 2],
			['ok/the root in the chain', () => ({ ...toFiles(), chain: bytes(issuing, root) }), 3],
			['ok/the root first in the chain', () => ({ ...toFiles(), chain: bytes(root, issuing) }), 3],
			['ok/text around the blocks', () => ({ ...toFiles(), chain: bytes('subject=x', issuing, 'issuer=y', root, '') }), 3],
			[
				'ok/the certificate again in its chain',
				() => {
					const files = toFiles();
					return { ...files, chain: bytes(files.certificate.toString(), issuing, issuing) };
				},
				2,
			],
			[
				'ok/the chain behind the certificate',
				() => withoutChain({ ...toFiles(), certificate: bytes(toFiles().certificate.toString(), issuing) }),
				2,
			],
			[
				'ok/DER',
				() => ({ ...toFiles(), certificate: mintServer({ parent: serverIssuing, keys: keyFor('server') }).der, chain: serverIssuing.der }),
				2,
			],
			['ok/a key in DER', () => ({ ...toFiles(), key: ecKey.export({ type: 'sec1', format: 'der' }) }), 2],
			[
				'ok/a key of the old form',
				() => ({
					...toFiles({}, 'rsa2048'),
					key: Buffer.from(keyFor('server', 'rsa2048').privateKey.export({ type: 'pkcs1', format: 'pem' })),
				}),
				2,
			],
			[
				'ok/parameters before the key',
				() => ({
					...toFiles(),
					key: bytes(
						'-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----',
						ecKey.export({ type: 'sec1', format: 'pem' }).toString(),
					),
				}),
				2,
			],
			['ok/an encrypted key', () => ({ ...toFiles(), key: encrypted('pkcs8', 'p256'), passphrase }), 2],
			['ok/an encrypted key of the old form', () => ({ ...toFiles({}, 'rsa2048'), key: encrypted('pkcs1', 'rsa2048'), passphrase }), 2],
			['ok/a passphrase that is not needed', () => ({ ...toFiles(), passphrase }), 2],
		])('%s', async (_name, files, blocks) => {
			const administration = await start();
			const { generation } = await updateServerCertificate(administration, cti, files());
			expect(readCertificates(generation.certificates[0]?.certificate ?? '')).toHaveLength(blocks);
			const [stored] = await administration.store.interfaces.listActiveCertificates();
			for (const { key, certificate } of stored?.certificates ?? []) createSecureContext({ key, cert: certificate });
		});

		const other = mintCa({ name: 'Other Root' });
		const leafIssuer = mintServer({ name: 'No Issuer', parent: serverIssuing, keys: keyFor('no issuer') });
		const oldCa = mintCa({ name: 'Old Issuing', parent: serverRoot, notAfter: yearsFromToday(-0.1) });
		const impostor = mintCa({ name: 'Server Issuing', keys: keyFor('impostor'), keyIds: false });
		it.each<[string, () => ServerCertificateFiles, string, RegExp]>([
			['reject/an empty key file', () => ({ ...toFiles(), key: bytes('') }), 'private-key.unreadable', /key file is empty/],
			[
				'reject/a binary key file',
				() => ({ ...toFiles(), key: Buffer.concat([Buffer.of(0x00), randomBytes(512)]) }),
				'private-key.unreadable',
				/neither PEM nor DER/,
			],
			[
				'reject/DER that is no key',
				() => ({ ...toFiles(), key: serverRoot.der }),
				'private-key.unreadable',
				/neither PEM nor a DER private key/,
			],
			['reject/a huge key file', () => ({ ...toFiles(), key: Buffer.alloc(65_537, 'x') }), 'private-key.unreadable', /limit is 65536/],
			[
				'reject/a certificate for a key',
				() => ({ ...toFiles(), key: bytes(root) }),
				'private-key.unreadable',
				/no private key, only: CERTIFICATE/,
			],
			[
				'reject/a public key for a key',
				() => ({ ...toFiles(), key: Buffer.from(keyFor('server').publicKey.export({ type: 'spki', format: 'pem' })) }),
				'private-key.unreadable',
				/only: PUBLIC KEY/,
			],
			[
				'reject/two keys',
				() => ({ ...toFiles(), key: bytes(toKeyPem(ecKey), toKeyPem(ecKey)) }),
				'private-key.unreadable',
				/2 private keys/,
			],
			[
				'reject/a key that is cut off',
				() => ({ ...toFiles(), key: bytes(toKeyPem(ecKey).slice(0, 120)) }),
				'private-key.unreadable',
				/neither PEM/,
			],
			[
				'reject/a key with a broken body',
				() => ({ ...toFiles(), key: bytes('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----') }),
				'private-key.unreadable',
				/cannot be parsed/,
			],
			[
				'reject/an encrypted key without a passphrase',
				() => ({ ...toFiles(), key: encrypted('pkcs8', 'p256') }),
				'private-key.unreadable',
				/^the private key is encrypted$/,
			],
			[
				'reject/an old encrypted key without a passphrase',
				() => ({ ...toFiles({}, 'rsa2048'), key: encrypted('pkcs1', 'rsa2048') }),
				'private-key.unreadable',
				/^the private key is encrypted$/,
			],
			[
				'reject/an encrypted key with an empty passphrase',
				() => ({ ...toFiles(), key: encrypted('pkcs8', 'p256'), passphrase: '' }),
				'private-key.unreadable',
				/is encrypted$/,
			],
			[
				'reject/a wrong passphrase',
				() => ({ ...toFiles(), key: encrypted('pkcs8', 'p256'), passphrase: 'wrong' }),
				'private-key.unreadable',
				/with this passphrase/,
			],
			['reject/a huge passphrase', () => ({ ...toFiles(), passphrase: 'x'.repeat(1024) }), 'value.too-long', /passphrase/],
			[
				'reject/rounds without end',
				() => ({ ...toFiles(), key: withIterations(encrypted('pkcs8', 'p256').toString(), 0x7fffffff), passphrase }),
				'private-key.unreadable',
				/2147483647 iterations/,
			],
			['reject/a short RSA key', () => toFiles({}, 'rsa1024'), 'value.invalid', /1024 bits/],
			['reject/an Ed25519 key', () => toFiles({}, 'ed25519'), 'value.invalid', /ed25519/],
			['reject/an RSA-PSS key', () => toFiles({}, 'rsa-pss'), 'value.invalid', /rsa-pss/],
			['reject/a curve that TLS 1.3 does not know', () => toFiles({}, 'p192'), 'value.invalid', /P-256, P-384, P-521/],
			[
				'reject/the key of another',
				() => ({ ...toFiles(), key: bytes(toKeyPem(keyFor('another').privateKey)) }),
				'value.contradiction',
				/does not belong to the certificate of CN=Test Server/,
			],
			[
				'reject/the certificate not first',
				() => ({ ...toFiles(), certificate: bytes(issuing, toFiles().certificate.toString()) }),
				'value.contradiction',
				/number 2 in its file/,
			],
			[
				'reject/an empty certificate file',
				() => ({ ...toFiles(), certificate: bytes('') }),
				'certificate.unreadable',
				/^certificateFile: the file is empty/,
			],
			[
				'reject/a binary certificate file',
				() => ({ ...toFiles(), certificate: randomBytes(64).fill(1, 0, 1) }),
				'certificate.unreadable',
				/^certificateFile: .*neither PEM/,
			],
			[
				'reject/a huge certificate file',
				() => ({ ...toFiles(), certificate: Buffer.alloc(2 ** 20 + 1) }),
				'certificate.unreadable',
				/limit is 1048576/,
			],
			['reject/a key for a certificate', () => ({ ...toFiles(), certificate: toFiles().key }), 'certificate.unreadable', /PRIVATE KEY/],
			['reject/an empty chain file', () => ({ ...toFiles(), chain: bytes('') }), 'certificate.unreadable', /^chainFile: the file is empty/],
			[
				'reject/too many blocks',
				() => ({ ...toFiles(), chain: bytes(...Array<string>(11).fill(issuing)) }),
				'certificate.count',
				/^chainFile: .* 11 certificates/,
			],
			['reject/a surplus block', () => ({ ...toFiles(), chain: bytes(issuing, pem(other)) }), 'value.contradiction', /CN=Other Root/],
			[
				'reject/the chain of another',
				() => ({ ...toFiles(), chain: bytes(pem(other)) }),
				'value.contradiction',
				/did not issue CN=Test Server: CN=Other Root/,
			],
			[
				'reject/an issuer of the same name with another key',
				() => ({ ...toFiles(), chain: bytes(pem(impostor)) }),
				'value.contradiction',
				/did not issue CN=Test Server/,
			],
			['reject/a gap in the chain', () => ({ ...toFiles(), chain: bytes(root) }), 'value.contradiction', /did not issue/],
			[
				'reject/an issuer that is no CA',
				() => ({ ...toFiles({ parent: leafIssuer }), chain: bytes(pem(leafIssuer), issuing) }),
				'certificate.not-a-ca',
				/CN=No Issuer/,
			],
			[
				'reject/an issuer that has expired',
				() => ({ ...toFiles({ parent: oldCa }), chain: bytes(pem(oldCa)) }),
				'certificate.expired',
				/CN=Old Issuing expired/,
			],
			['reject/expired', () => toFiles({ notAfter: yearsFromToday(-0.1) }), 'certificate.expired', /CN=Test Server expired at 20/],
			['reject/not yet valid', () => toFiles({ notBefore: yearsFromToday(0.1) }), 'value.invalid', /not valid before/],
			['reject/a CA', () => toFiles({ extensions: [ext.basicConstraints(true)] }), 'value.invalid', /one of a CA/],
			[
				'reject/a certificate for clients',
				() => toFiles({ extensions: [ext.extendedKeyUsage('1.3.6.1.5.5.7.3.2')] }),
				'value.invalid',
				/lacks serverAuth/,
			],
			[
				'reject/an unknown critical extension',
				() => toFiles({ extensions: [extension('1.2.3.4', Buffer.of(5, 0), true)] }),
				'value.invalid',
				/1\.2\.3\.4/,
			],
			['reject/signed with SHA-1', () => toFiles({ signing: { digest: 'sha1' } }), 'value.invalid', /SHA-1/],
		])('%s', async (_name, files, code, message) => {
			const administration = await start();
			const before = await snapshot(administration.store);
			const update = updateServerCertificate(administration, cti, files());
			await expect(update).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
			await expect(update).rejects.toHaveProperty('message', expect.not.stringContaining(passphrase));
			expect(await snapshot(administration.store)).toEqual(before);
		});

		it.each<[string, ServerNames, EntitySpec, RegExp | undefined]>([
			['ok/the address', { ips: ['10.0.0.1'] }, {}, undefined],
			['ok/a name of the host', { hosts: ['DMS.example.com'] }, {}, undefined],
			['ok/a wildcard', { hosts: ['*.example.com'] }, {}, undefined],
			['ok/any extended use', { ips: ['10.0.0.1'] }, { extensions: [ext.extendedKeyUsage('2.5.29.37.0')] }, /no name of a server/],
			['warn/another address', { ips: ['10.0.0.2'] }, {}, /names none of 10\.0\.0\.1, dms\.example\.com; .*10\.0\.0\.2$/],
			['warn/another name', { hosts: ['other.example.com'] }, {}, /other\.example\.com$/],
			['warn/a wildcard of a level above', { hosts: ['*.com'] }, {}, /\*\.com$/],
			['warn/a common name alone', {}, { subject: [['CN', 'dms.example.com']] }, /only the common name dms\.example\.com/],
		])('%s', async (_name, names, spec, warning) => {
			const { warnings } = await updateServerCertificate(await start(), cti, toFiles(spec, 'p256', names));
			expect(warnings).toEqual(warning === undefined ? [] : [expect.stringMatching(warning)]);
		});

		it.each<[string, () => ServerCertificateFiles, RegExp]>([
			['no issuer', () => withoutChain(toFiles()), /no issuer is in the chain/],
			['self-signed', () => withoutChain(selfSigned()), /self-signed/],
			[
				'no digital signature',
				() => toFiles({ extensions: [ext.keyUsage('keyEncipherment'), ext.extendedKeyUsage(serverAuth)] }, 'rsa2048'),
				/digitalSignature/,
			],
		])('warns of %s', async (_name, files, warning) => {
			const { warnings } = await updateServerCertificate(await start(), cti, files());
			expect(warnings).toContainEqual(expect.stringMatching(warning));
		});

		it('takes SHA-1 where legacy TLS is on', async () => {
			const administration = await start({ legacyTls: true });
			await updateServerCertificate(administration, cti, toFiles({ signing: { digest: 'sha1' } }, 'rsa2048'));
			expect((await administration.store.interfaces.listActiveCertificates())[0]?.generation).toBe(2);
		});

		it('refuses a key that no suite of the interface fits', async () => {
			const administration = await start();
			const place = { level: 'interface', interface: cti } as const;
			await addTlsPolicyValue(administration, place, { setting: 'ciphers', value: 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305' });
			const before = await snapshot(administration.store);
			await expect(updateServerCertificate(administration, cti, toFiles({}, 'rsa2048'))).rejects.toMatchObject({
				code: 'tls-policy.contradiction',
				message: expect.stringMatching(/^CTI interface 10\.0\.0\.1:8012: /),
			});
			expect(await snapshot(administration.store)).toEqual(before);
			await updateServerCertificate(administration, cti, toFiles());
		});

		it('refuses interfaces that show no certificate of the store', async () => {
			const administration = await start();
			await addInterface(administration, plainInterface('10.0.0.1', 80));
			await expect(updateServerCertificate(administration, fixed, toFiles())).rejects.toMatchObject({ code: 'interface.fixed' });
			await expect(updateServerCertificate(administration, { kind: 'Http', address: '10.0.0.1' }, toFiles())).rejects.toMatchObject({
				code: 'value.contradiction',
			});
		});
	});

	it('keeps five generations and brings any of them back', async () => {
		const administration = await start();
		for (let count = 0; count < 6; count++) await updateServerCertificate(administration, cti, toFiles());
		const generations = async () =>
			(await listServerCertificates(administration, cti)).map(({ generation, isActive }) => [generation, isActive]);
		expect(await generations()).toEqual([
			[7, true],
			[6, false],
			[5, false],
			[4, false],
			[3, false],
		]);
		expect((await rollBackServerCertificate(administration, cti)).generation.generation).toBe(6);
		expect((await rollBackServerCertificate(administration, cti, 3)).generation.generation).toBe(3);
		expect((await generations()).filter(([, isActive]) => isActive)).toEqual([[3, true]]);
		const before = await snapshot(administration.store);
		await expect(rollBackServerCertificate(administration, cti)).rejects.toMatchObject({ code: 'server-certificate.not-found' });
		await expect(rollBackServerCertificate(administration, cti, 2)).rejects.toMatchObject({ code: 'server-certificate.not-found' });
		expect(await snapshot(administration.store)).toEqual(before);
	});

	it('does not bring back what has expired, nor what no client could use', async () => {
		const administration = await start({ legacyTls: true });
		await updateServerCertificate(administration, cti, toFiles({ notAfter: yearsFromToday(1) }, 'rsa2048'));
		await updateServerCertificate(administration, cti, toFiles());
		const later = { ...administration, clock: { now: () => yearsFromToday(2) } };
		await expect(rollBackServerCertificate(later, cti)).rejects.toMatchObject({ code: 'certificate.expired' });
		const place = { level: 'interface', interface: cti } as const;
		await addTlsPolicyValue(administration, place, { setting: 'ciphers', value: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256' });
		await expect(rollBackServerCertificate(administration, cti)).rejects.toMatchObject({ code: 'tls-policy.contradiction' });
		expect((await rollBackServerCertificate(administration, cti, 1)).generation.selfSigned).toBe(true);
	});

	it('makes new self-signed ones on demand', async () => {
		const administration = await start();
		await updateServerCertificate(administration, cti, toFiles());
		const { generation, warnings } = await generateServerCertificate(administration, cti);
		expect(generation).toMatchObject({ generation: 3, selfSigned: true });
		expect(generation.certificates).toHaveLength(2);
		expect(warnings).toEqual([expect.stringContaining('self-signed')]);
	});

	it('exports certificates with their issuers and never a key', async () => {
		const administration = await start();
		await updateServerCertificate(administration, cti, toFiles());
		const exported = await exportServerCertificate(administration, cti);
		expect(readCertificates(exported).map(({ der }) => toPem(der))).toEqual([expect.any(String), pem(serverIssuing)]);
		expect(exported).not.toContain('PRIVATE');
		expect(JSON.stringify(await listServerCertificates(administration))).not.toContain('PRIVATE');
		await changeInterface(administration, cti, { legacyTls: true });
		await expect(exportServerCertificate(administration, fixed)).rejects.toMatchObject({ code: 'interface.fixed' });
		await addInterface(administration, plainInterface('10.0.0.1', 80));
		await expect(exportServerCertificate(administration, { kind: 'Http', address: '10.0.0.1' })).rejects.toMatchObject({
			code: 'server-certificate.not-found',
		});
	});
});

function withoutChain({ chain: _chain, ...files }: ServerCertificateFiles): ServerCertificateFiles {
	return files;
}

function selfSigned(): ServerCertificateFiles {
	const keys = keyFor('server');
	return { ...toFiles(), certificate: bytes(pem(mintServer({ keys }))) };
}
