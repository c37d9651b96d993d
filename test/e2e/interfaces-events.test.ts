import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { openStream } from '../events/event-client.ts';
import { admitClients, mintClient } from '../events/event-service.ts';
import { fetchSecure } from '../helpers/https-client.ts';
import { InterfaceServer, mintIdentity, pathOf, until } from '../helpers/interface-server.ts';
import { mint } from '../tls/client-certificates.ts';

const mac = requireMacAddress('0013d1000701');
const vendor = mint({ name: 'Vendor CA', isCa: true });
const app = mintClient(['app.example']);
/** Streams must not make a listener wait for its time of grace. */
const soonMs = 3_000;

describe('events of a running server', () => {
	let server: InterfaceServer;
	let eventsPort: number;
	beforeAll(async () => {
		server = await InterfaceServer.prepare();
		await server.addDevice(mac);
		await server.addAnchor('vendor', vendor);
		await admitClients(server.store, ['app.example']);
		await server.start(2, ['--events', '127.0.0.1:0']);
		eventsPort = Number((await server.process.waitFor(/events: https:\/\/127\.0\.0\.1:(\d+)/))[1]);
	});
	afterAll(() => server.stop());

	const fetchOnce = () => fetchSecure(server.port, { path: pathOf(mac), identity: mintIdentity(mac, vendor) });
	/** Each worker finds out for itself: one answer alone says little. */
	const isAnsweredWith = async (status: number) => {
		const streams = await Promise.all(Array.from({ length: 8 }, () => openStream(eventsPort, { identity: app })));
		for (const stream of streams) stream.close();
		return streams.every((stream) => stream.status === status);
	};
	const openRow = async () => {
		const row = await server.addRow({ kind: 'CTI', clientAuthRequired: true });
		await until(() => fetchSecure(row.port, { path: '/' }).then(Boolean, () => false));
		return row;
	};

	it('come over the address of the configuration and over a row, for clients with a certificate of a CTI anchor', async () => {
		const row = await openRow();
		const streams = await Promise.all([eventsPort, row.port].map((port) => openStream(port, { identity: app })));
		expect(streams.map(({ status }) => status)).toEqual([200, 200]);
		expect((await fetchOnce()).status).toBe(200);
		for (const stream of streams) {
			await stream.waitFor(() => stream.text.includes(mac));
			stream.close();
		}
		expect((await openStream(row.port, {})).status).toBe(403);
		// A device is no client application, and the other way round.
		expect((await openStream(row.port, { identity: mintIdentity(mac, vendor) })).status).toBe(403);
		expect((await fetchSecure(server.port, { path: pathOf(mac), identity: app })).status).toBe(403);
		await server.store.interfaces.delete(row);
	});

	it('end in order with the row that they come over', async () => {
		const row = await openRow();
		const stream = await openStream(row.port, { identity: app });
		const started = performance.now();
		await server.store.interfaces.delete(row);
		expect(await stream.ended).toBe('end');
		expect(performance.now() - started).toBeLessThan(soonMs);
		const closed = () => server.logLines('an interface is closed').filter((line) => line['interface'] === `CTI 127.0.0.1:${row.port}`);
		await until(() => closed().length === 2);
		expect(closed()).toMatchObject([{ cutRequests: 0 }, { cutRequests: 0 }]);
	});

	it('go on after a restart of the workers for a client that comes again', async () => {
		const stream = await openStream(eventsPort, { identity: app });
		await server.store.settings.save({ restartRequestedAt: Date.now() });
		expect(await stream.ended).toBe('end');
		const next = await openStream(eventsPort, { identity: app, lastEventId: stream.lastEventId });
		expect(next.status).toBe(200);
		await until(() => server.logLines('the workers are restarted').length === 1, 20_000);
		next.close();
	});

	it.each([
		[
			'its anchor is removed',
			() => server.store.trust.updateAnchor({ kind: 'CTI', alias: 'clients' }, { enabled: false }),
			() => server.store.trust.updateAnchor({ kind: 'CTI', alias: 'clients' }, { enabled: true }),
		],
		[
			'client applications are switched off',
			() => server.store.settings.save({ allowClientApp: false }),
			() => server.store.settings.save({ allowClientApp: true }),
		],
		[
			'its identity is removed',
			() => server.store.clientIdentities.delete('app.example'),
			() => server.store.clientIdentities.add({ name: 'app.example', deviceTypes: [] }),
		],
	])('stop for a client when %s', async (_, take, giveBack) => {
		// The workers may still be finding out what the test before has given back.
		await until(() => isAnsweredWith(200));
		const stream = await openStream(eventsPort, { identity: app });
		expect(stream.status).toBe(200);
		await take();
		const started = performance.now();
		await stream.ended;
		expect(performance.now() - started).toBeLessThan(soonMs);
		await until(() => isAnsweredWith(403));
		await giveBack();
	});

	it('end when the server stops, without holding it up', async () => {
		await until(() => isAnsweredWith(200));
		const stream = await openStream(eventsPort, { identity: app });
		const started = performance.now();
		server.process.signal('SIGTERM');
		expect(await stream.ended).toBe('end');
		expect(await server.process.finished).toMatchObject({ exitCode: 0 });
		expect(performance.now() - started).toBeLessThan(2 * soonMs);
	});
});
