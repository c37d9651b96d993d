import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { addInterface } from '../../../src/app/administration/add-interface.ts';
import { changeInterface, deleteInterface } from '../../../src/app/administration/change-interface.ts';
import { addTlsPolicyValue } from '../../../src/app/administration/change-tls-policy.ts';
import { listInterfaces } from '../../../src/app/administration/list-interfaces.ts';
import { setWebApp } from '../../../src/app/administration/set-web-app.ts';
import type { NewServerInterface } from '../../../src/domain/interface.ts';
import { mintServerCertificate } from '../../../src/tls/self-signed.ts';
import {
	fixed,
	origin,
	plainInterface,
	secureInterface,
	snapshot,
	toInterfaceAdministration,
	useStoreOfToday,
} from './interface-samples.ts';

const cti = { kind: 'CTI', address: '10.0.0.1', port: 8012 } as const;

describe('interfaces', () => {
	const open = useStoreOfToday();
	const start = async () => toInterfaceAdministration(await open());

	it('makes certificates for both kinds of key where an interface is secure, and says who added it', async () => {
		const administration = { ...(await start()), mintSelfSigned: mintServerCertificate };
		const { store } = administration;
		const { row, warnings } = await addInterface(administration, secureInterface('10.0.0.1', 8012));
		expect(row).toMatchObject({ ...cti, secure: true, clientAuthRequired: true });
		expect(warnings).toEqual([expect.stringContaining('self-signed')]);
		const [generation, ...others] = await store.interfaces.listCertificates(cti);
		expect(others).toEqual([]);
		expect(generation).toMatchObject({ generation: 1, isActive: true, selfSigned: true });
		expect(generation?.certificates.map(({ keyType }) => keyType).sort()).toEqual(['EC', 'RSA']);
		for (const { certificate, key, fingerprint, notAfter } of generation?.certificates ?? []) {
			const x509 = new X509Certificate(certificate);
			expect(x509.checkIP('10.0.0.1')).toBe('10.0.0.1');
			expect(x509.checkHost('dms.example.com')).toBe('dms.example.com');
			expect(x509.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(fingerprint);
			expect(x509.validToDate).toEqual(notAfter);
			createSecureContext({ key, cert: certificate });
		}
		const [entry] = await store.audit.list(1);
		expect(entry).toMatchObject({ action: 'interface add', subject: 'CTI 10.0.0.1:8012', actor: 'cli:tester', ...origin });
		expect(JSON.parse(entry?.after ?? '')).toMatchObject({ ...cti, legacyTls: false });
		expect(JSON.stringify(entry)).not.toContain('PRIVATE');
		expect(await store.events.after(0, 10)).toMatchObject([
			{ type: 'dms.configuration.changed', subject: 'CTI 10.0.0.1:8012', data: { action: 'interface add', actor: 'cli:tester' } },
		]);
	});

	it('names every address of the host in the certificate of a wildcard', async () => {
		const administration = await start();
		await addInterface(administration, secureInterface('0.0.0.0', 8012));
		const [generation] = await administration.store.interfaces.listActiveCertificates();
		const names = new X509Certificate(generation?.certificates[0]?.certificate ?? '').subjectAltName;
		expect(names).toBe('DNS:dms.example.com, IP Address:127.0.0.1, IP Address:10.0.0.1');
	});

	it('lists rows and what stands in the configuration together', async () => {
		const administration = await start();
		await addInterface(administration, secureInterface('10.0.0.1', 8012));
		await addInterface(administration, plainInterface('10.0.0.1', 80));
		const { keyTypes, ...flags } = fixed;
		expect(await listInterfaces(administration.store, administration.fixedInterfaces)).toEqual([
			{ ...secureInterface('10.0.0.1', 8012), isFixed: false, isSelfSigned: true, keyTypes: ['EC', 'RSA'] },
			{ ...plainInterface('10.0.0.1', 80), isFixed: false, isSelfSigned: false, keyTypes: [] },
			{ ...flags, keyTypes, isFixed: true, isSelfSigned: false },
		]);
		expect(await listInterfaces(administration.store, administration.fixedInterfaces, 'CTI')).toHaveLength(1);
	});

	describe('addInterface', () => {
		it.each<[string, NewServerInterface, string]>([
			['ok/another port', secureInterface('10.0.0.1', 8013), '10.0.0.1'],
			['ok/another address', secureInterface('127.0.0.1', 8012), '127.0.0.1'],
			['ok/the same port of IPv6', secureInterface('::1', 8012), '::1'],
			['ok/IPv6 in another spelling', secureInterface('2001:db8:0::1', 8012), '2001:db8::1'],
			['ok/the wildcard on a free port', secureInterface('::', 9000), '::'],
		])('%s', async (_name, row, address) => {
			const administration = await start();
			await addInterface(administration, secureInterface('10.0.0.1', 8012));
			expect((await addInterface(administration, row)).row.address).toBe(address);
		});

		it.each<[string, NewServerInterface, string, RegExp]>([
			['reject/the same', secureInterface('10.0.0.1', 8012), 'interface.exists', /^CTI interface 10\.0\.0\.1:8012 exists$/],
			['reject/the same as another kind', plainInterface('10.0.0.1', 8012), 'interface.exists', /^CTI interface 10\.0\.0\.1:8012 exists$/],
			['reject/the same in another form', secureInterface('::ffff:10.0.0.1', 8012), 'interface.exists', /exists/],
			['reject/a wildcard over it', secureInterface('0.0.0.0', 8012), 'interface.exists', /10\.0\.0\.1:8012 has the port of 0\.0\.0\.0/],
			['reject/the wildcard of IPv6 over it', secureInterface('::', 8012), 'interface.exists', /10\.0\.0\.1:8012 has the port of ::/],
			[
				'reject/one of the configuration',
				secureInterface('127.0.0.1', 8443),
				'interface.exists',
				/^Http interface 127\.0\.0\.1:8443 exists$/,
			],
			['reject/a wildcard over one of the configuration', plainInterface('0.0.0.0', 8443), 'interface.exists', /127\.0\.0\.1:8443/],
			['reject/an address below a wildcard', secureInterface('10.0.0.1', 9000), 'interface.exists', /0\.0\.0\.0:9000 has the port/],
			['reject/an address of another host', secureInterface('192.0.2.1', 8012), 'interface.address-not-local', /192\.0\.2\.1/],
			['reject/no address', secureInterface('', 8012), 'value.invalid', /not an IP address/],
			['reject/a host name', secureInterface('localhost', 8012), 'value.invalid', /not an IP address/],
			['reject/port 0', secureInterface('10.0.0.1', 0), 'value.invalid', /port/],
			['reject/a port above 65535', secureInterface('10.0.0.1', 65_536), 'value.invalid', /port/],
			['reject/certificates without TLS', secureInterface('10.0.0.1', 1, { kind: 'Http', secure: false }), 'value.contradiction', /secure/],
			[
				'reject/TLS without a certificate',
				secureInterface('10.0.0.1', 1, { serverCertificate: false }),
				'value.contradiction',
				/TLS needs/,
			],
			['reject/CTI for everybody', secureInterface('10.0.0.1', 1, { clientAuthRequired: false }), 'value.contradiction', /CTI/],
		])('%s', async (_name, row, code, message) => {
			const administration = await start();
			await addInterface(administration, secureInterface('10.0.0.1', 8012));
			await addInterface(administration, plainInterface('0.0.0.0', 9000));
			const before = await snapshot(administration.store);
			await expect(addInterface(administration, row)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
			expect(await snapshot(administration.store)).toEqual(before);
		});

		it('takes an address of another host by force, and says so', async () => {
			const administration = await start();
			const { warnings } = await addInterface(administration, secureInterface('192.0.2.1', 8012), { force: true });
			expect(warnings[0]).toMatch(/192\.0\.2\.1 is not an address of this host/);
			expect((await administration.store.audit.list(1))[0]?.detail).toMatch(/^forced/);
		});

		it('takes every loopback address for one of this host, also where the system lists one alone', async () => {
			const administration = await start();
			expect((await addInterface(administration, plainInterface('127.0.0.2', 8012))).warnings).toEqual([]);
		});

		it('refuses an interface that no client could talk to', async () => {
			const administration = await start();
			await addInterface(administration, secureInterface('10.0.0.1', 8012, { legacyTls: true }));
			for (const value of ['TLSv1.2', 'TLSv1.1']) {
				await addTlsPolicyValue(administration, { level: 'kind', kind: 'CTI' }, { setting: 'protocols', value });
			}
			const before = await snapshot(administration.store);
			await expect(addInterface(administration, secureInterface('10.0.0.1', 8013))).rejects.toMatchObject({
				code: 'tls-protocol.not-allowed',
				message: expect.stringMatching(/^CTI interface 10\.0\.0\.1:8013: TLSv1\.1/),
			});
			expect(await snapshot(administration.store)).toEqual(before);
		});

		it('does not add one of two that come at the same time', async () => {
			const administration = await start();
			const added = await Promise.allSettled([1, 2].map(() => addInterface(administration, secureInterface('10.0.0.1', 8012))));
			expect(added.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		});
	});

	describe('changeInterface', () => {
		it('makes certificates when an interface becomes secure, and keeps those of before', async () => {
			const administration = await start();
			const { store } = administration;
			const key = { kind: 'Http', address: '10.0.0.1', port: 80 } as const;
			await addInterface(administration, plainInterface('10.0.0.1', 80));
			await changeInterface(administration, { kind: 'Http', address: '10.0.0.1' }, { secure: true, serverCertificate: true });
			expect(await store.interfaces.listCertificates(key)).toMatchObject([{ generation: 1, selfSigned: true, isActive: true }]);
			await changeInterface(administration, key, { secure: false, serverCertificate: false });
			await changeInterface(administration, key, { secure: true, serverCertificate: true });
			expect(await store.interfaces.listCertificates(key)).toHaveLength(1);
			const [entry] = await store.audit.list(1);
			expect(JSON.parse(entry?.before ?? '')).toMatchObject({ secure: false });
			expect(JSON.parse(entry?.after ?? '')).toMatchObject({ secure: true });
		});

		it('warns of legacy TLS', async () => {
			const administration = await start();
			await addInterface(administration, secureInterface('10.0.0.1', 8012));
			expect((await changeInterface(administration, cti, { legacyTls: true })).warnings).toEqual([expect.stringMatching(/^legacyTls/)]);
			expect((await changeInterface(administration, cti, { legacyTls: false })).warnings).toEqual([]);
		});

		it.each<[string, Parameters<typeof changeInterface>[1], Parameters<typeof changeInterface>[2], string]>([
			[
				'reject/one of the configuration',
				{ kind: 'Http', address: '127.0.0.1', port: 8443 },
				{ clientAuthRequired: true },
				'interface.fixed',
			],
			['reject/an unknown address', { kind: 'CTI', address: '10.0.0.9', port: 8012 }, { legacyTls: true }, 'interface.not-found'],
			['reject/an unknown port', { kind: 'CTI', address: '10.0.0.1', port: 1 }, { legacyTls: true }, 'interface.not-found'],
			['reject/another kind', { kind: 'Http', address: '10.0.0.1', port: 8012 }, { legacyTls: true }, 'interface.not-found'],
			['reject/no port where two have the address', { kind: 'CTI', address: '10.0.0.1' }, { legacyTls: true }, 'value.invalid'],
			['reject/no address', { kind: 'CTI', address: 'x' }, { legacyTls: true }, 'value.invalid'],
			['reject/CTI without TLS', cti, { secure: false, serverCertificate: false, clientAuthRequired: false }, 'value.contradiction'],
			['reject/TLS without a certificate', cti, { serverCertificate: false }, 'value.contradiction'],
			[
				'reject/a plain one that an application needs certificates on',
				{ kind: 'Http', address: '::1' },
				{ secure: false, serverCertificate: false },
				'value.contradiction',
			],
		])('%s', async (_name, reference, change, code) => {
			const administration = await start();
			await addInterface(administration, secureInterface('10.0.0.1', 8012));
			await addInterface(administration, secureInterface('10.0.0.1', 8013));
			await addInterface(administration, secureInterface('::1', 443, { kind: 'Http', clientAuthRequired: false }));
			await setWebApp(administration, { kind: 'Http', address: '::1' }, 'dms', true);
			const before = await snapshot(administration.store);
			await expect(changeInterface(administration, reference, change)).rejects.toMatchObject({ code });
			expect(await snapshot(administration.store)).toEqual(before);
		});

		it('does not take legacyTls from an interface that offers old protocols', async () => {
			const administration = await start();
			await addInterface(administration, secureInterface('10.0.0.1', 8012, { legacyTls: true }));
			for (const value of ['TLSv1.2', 'TLSv1']) {
				await addTlsPolicyValue(administration, { level: 'interface', interface: cti }, { setting: 'protocols', value });
			}
			await expect(changeInterface(administration, cti, { legacyTls: false })).rejects.toMatchObject({ code: 'tls-protocol.not-allowed' });
		});
	});

	it('deletes an interface with all that belongs to it', async () => {
		const administration = await start();
		const { store } = administration;
		await addInterface(administration, secureInterface('10.0.0.1', 8012));
		await addTlsPolicyValue(administration, { level: 'interface', interface: cti }, { setting: 'protocols', value: 'TLSv1.3' });
		expect(await deleteInterface(administration, { kind: 'CTI', address: '10.0.0.1' })).toMatchObject(cti);
		expect(await store.interfaces.list()).toEqual([]);
		expect(await store.tlsPolicy.list()).toEqual([]);
		await expect(deleteInterface(administration, cti)).rejects.toMatchObject({ code: 'interface.not-found' });
		await expect(deleteInterface(administration, fixed)).rejects.toMatchObject({ code: 'interface.fixed' });
	});
});
