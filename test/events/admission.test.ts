import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/domain/ports.ts';
import { toAnchor } from '../helpers/device-service.ts';
import { fetchSecure } from '../helpers/https-client.ts';
import { ext, serverAuth } from '../helpers/mint-certificate.ts';
import { mintRevocationList } from '../helpers/mint-revocation-list.ts';
import { useSqlite } from '../helpers/stores.ts';
import { openStream } from './event-client.ts';
import {
	admitClients,
	clientCa,
	daysFromNow,
	mintClient,
	mintClientCa,
	openEventService,
	otherCa,
	type TestClient,
	type TestEventService,
} from './event-service.ts';

const reader = mintClient(['reader']);
const pinned = mintClient(['pinned']);
const denied = mintClient(['reader']);
const httpCa = mintClientCa('Device Root');
const impostorCa = mintClientCa('Client Root', { subject: clientCa.subject, keys: otherCa.keys });

async function install(store: Store): Promise<void> {
	await admitClients(store, ['reader', 'app.example.com', 'urn:app:reader', 'two', 'three', 'only-common']);
	await store.clientIdentities.add({ name: 'pinned', fingerprint: pinned.fingerprint, deviceTypes: [] });
	await store.trust.addAnchor(toAnchor('devices', httpCa.der, { kind: 'Http' }));
	await store.trust.deny({ kind: 'fingerprint', fingerprint: denied.fingerprint, note: 'stolen' });
}

interface Row {
	readonly row: string;
	readonly client: TestClient | undefined;
	/** Undefined: it comes in. */
	readonly reason?: string;
}

const rows: readonly Row[] = [
	{ row: 'ok/listed by its common name', client: reader },
	{ row: 'ok/listed by a DNS name, whatever its case', client: mintClient(['x'], { dns: ['other.example.com', 'APP.example.com'] }) },
	{ row: 'ok/listed by a URI', client: mintClient(['x'], { uris: ['urn:app:reader'] }) },
	{ row: 'ok/the pinned certificate', client: pinned },
	{ row: 'reject/no certificate', client: undefined, reason: 'certificate.absent' },
	{ row: 'reject/another CA', client: mintClient(['reader'], { ca: otherCa }), reason: 'certificate.unknown-issuer' },
	{ row: 'reject/a CA of the same name', client: mintClient(['reader'], { ca: impostorCa }), reason: 'certificate.signature' },
	{ row: 'reject/a CA for devices', client: mintClient(['reader'], { ca: httpCa }), reason: 'certificate.unknown-issuer' },
	{ row: 'reject/the right CA and a name that is not listed', client: mintClient(['writer']), reason: 'client.not-listed' },
	{
		row: 'reject/a listed name in other letters that is no DNS name',
		client: mintClient(['x'], { uris: ['urn:APP:reader'] }),
		reason: 'client.not-listed',
	},
	{
		row: 'reject/a listed common name beside a DNS name',
		client: mintClient(['only-common'], { dns: ['else'] }),
		reason: 'client.not-listed',
	},
	{
		row: 'reject/a wildcard that covers a listed name',
		client: mintClient(['x'], { dns: ['*.example.com'] }),
		reason: 'client.not-listed',
	},
	{ row: 'reject/a wildcard as common name', client: mintClient(['*.example.com']), reason: 'client.not-listed' },
	{ row: 'reject/two common names, one of them listed', client: mintClient(['reader', 'writer']), reason: 'client.no-name' },
	{ row: 'reject/no name', client: mintClient([]), reason: 'client.no-name' },
	{ row: 'reject/the names of two identities', client: mintClient(['x'], { dns: ['two', 'three'] }), reason: 'client.ambiguous' },
	{ row: 'reject/another certificate than the pinned one', client: mintClient(['pinned']), reason: 'client.other-certificate' },
	{ row: 'reject/on the deny list', client: denied, reason: 'certificate.denied' },
	{ row: 'reject/expired', client: mintClient(['reader'], { notAfter: daysFromNow(-1) }), reason: 'certificate.expired' },
	{ row: 'reject/not yet valid', client: mintClient(['reader'], { notBefore: daysFromNow(1) }), reason: 'certificate.not-yet-valid' },
	{
		row: 'reject/a certificate for servers',
		client: mintClient(['reader'], { extensions: [ext.basicConstraints(false), ext.extendedKeyUsage(serverAuth)] }),
		reason: 'certificate.extended-key-usage',
	},
	{
		row: 'reject/a certificate of a CA',
		client: mintClient(['reader'], { extensions: [ext.basicConstraints(true), ext.keyUsage('keyCertSign', 'digitalSignature')] }),
		reason: 'certificate.ca-leaf',
	},
];

describe('the event interface lets in', () => {
	const open = useSqlite();
	let service: TestEventService;

	async function start(prepare: (store: Store) => Promise<void> = install): Promise<Store> {
		const { store } = await open();
		await prepare(store);
		service = await openEventService(store);
		return store;
	}

	async function statusOf(client: TestClient | undefined, tls?: 'TLSv1.2' | 'TLSv1.3') {
		const answer = await fetchSecure(service.port, {
			path: '/events/subscriptions',
			...(client === undefined ? {} : { identity: client }),
			...(tls === undefined ? {} : { tls }),
		});
		const { reason, code, detail }: Record<string, unknown> = JSON.parse(answer.body.toString());
		return { status: answer.status, reason, code, detail };
	}

	it.each(['TLSv1.2', 'TLSv1.3'] as const)('with %s those who show a certificate that may come in, and nobody else', async (tls) => {
		await start();
		try {
			for (const { row, client, reason } of rows) {
				const answer = await statusOf(client, tls);
				if (reason === undefined) expect(answer, row).toMatchObject({ status: 200 });
				else expect(answer, row).toEqual({ status: 403, code: 'client.refused', reason, detail: undefined });
			}
		} finally {
			await service.close();
		}
	});

	it('nobody while allowClientApp is false, which it is at first', async () => {
		const store = await start(async (each) => {
			await install(each);
			await each.settings.save({ allowClientApp: false });
		});
		expect(await statusOf(reader)).toMatchObject({ status: 403, reason: 'client.off' });
		await store.settings.save({ allowClientApp: true });
		expect(await statusOf(reader)).toMatchObject({ status: 200 });
		await service.close();
	});

	it('nobody whose certificate is revoked, or whose CA is not trusted any more', async () => {
		const store = await start();
		const anchor = { kind: 'CTI', alias: 'clients' } as const;
		const crl = mintRevocationList({
			issuer: clientCa,
			revoked: [reader.serial],
			thisUpdate: daysFromNow(-1),
			nextUpdate: daysFromNow(1),
		});
		const [installed] = await store.trust.listAnchors('CTI');
		if (installed === undefined) throw new Error('no anchor');
		await store.trust.updateAnchor(anchor, { crls: [crl], policy: { ...installed.policy, revocation: 'hard' } });
		expect(await statusOf(reader)).toMatchObject({ status: 403, reason: 'certificate.revoked' });
		expect(await statusOf(pinned)).toMatchObject({ status: 200 });
		await store.trust.updateAnchor(anchor, { enabled: false });
		expect(await statusOf(pinned)).toMatchObject({ status: 403, reason: 'certificate.unknown-issuer' });
		await service.close();
	});

	it('nobody whom OpenSSL refused in the handshake, even where our own judgement is better by now', async () => {
		const store = await start();
		await store.trust.addAnchor(toAnchor('late', otherCa.der, { kind: 'CTI' }));
		expect(await statusOf(mintClient(['reader'], { ca: otherCa }))).toMatchObject({ status: 403, reason: 'certificate.tls-refused' });
		expect(await statusOf(reader)).toMatchObject({ status: 200 });
		await service.close();
	});

	it('nobody to any path, or by any method, without saying which paths there are', async () => {
		await start();
		for (const [method, path] of [
			['GET', '/events'],
			['HEAD', '/events'],
			['POST', '/events/subscriptions'],
			['GET', '/nothing'],
			['TRACE', '/events'],
		] as const) {
			expect((await fetchSecure(service.port, { method, path })).status, `${method} ${path}`).toBe(403);
		}
		expect((await openStream(service.port, {})).status).toBe(403);
		await service.close();
	});
});
