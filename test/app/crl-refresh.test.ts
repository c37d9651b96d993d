import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeTrustAnchor } from '../../src/app/administration/change-trust-anchor.ts';
import { CrlRefresh } from '../../src/app/crl-refresh.ts';
import { download } from '../../src/app/crl-refresh-download.ts';
import { type ListDates, toNextAttempt } from '../../src/app/crl-refresh-schedule.ts';
import type { Store } from '../../src/domain/ports.ts';
import type { CrlSource, TrustAnchor } from '../../src/domain/trust-anchor.ts';
import { toPem } from '../../src/pki/certificate.ts';
import { toAnchor } from '../helpers/device-service.ts';
import { mintCa, today } from '../helpers/mint-certificate.ts';
import { mintRevocationList, type RevocationListSpec } from '../helpers/mint-revocation-list.ts';
import { useSqlite } from '../helpers/stores.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const after = (ms: number) => new Date(today.getTime() + ms);
const root = mintCa({ name: 'CRL Root' });
const impostor = mintCa({ name: 'CRL Root', keys: mintCa({ name: 'somebody else' }).keys });
const key = { kind: 'Http', alias: 'root' } as const;
/** In force for eight days from now. */
const mintList = (number: number, spec: Partial<RevocationListSpec> = {}) =>
	new Uint8Array(mintRevocationList({ issuer: root, number, thisUpdate: today, nextUpdate: after(8 * dayMs), ...spec }));

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const bytes =
	(body: Uint8Array): Answer =>
	(_request, response) =>
		void response.end(body);
const status =
	(code: number): Answer =>
	(_request, response) =>
		void response.writeHead(code).end();
const redirect =
	(location: string): Answer =>
	(_request, response) =>
		void response.writeHead(302, { location }).end();
const limits = { maxBytes: 64 * 1024, timeoutMs: 500 };

describe('CrlRefresh', () => {
	const open = useSqlite();
	let server: Server;
	let answer: Answer;
	let asked: string[];
	let url: string;
	beforeEach(async () => {
		asked = [];
		server = createServer((request, response) => {
			asked.push(request.url ?? '');
			answer(request, response);
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/root.crl`;
	});
	afterEach(async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});

	async function start(crls: readonly Uint8Array[] = []) {
		let now = today;
		const clock = { now: () => now };
		const { store } = await open({ clock });
		await store.trust.addAnchor(toAnchor('root', root.der, { crls, crlSource: { url } }));
		const refresh = new CrlRefresh({ store, clock, fetch, limits });
		return {
			store,
			refresh: () => refresh.refresh(),
			another: () => new CrlRefresh({ store, clock, fetch, limits }).refresh(),
			wait: (ms: number) => {
				now = new Date(now.getTime() + ms);
			},
		};
	}

	async function anchorOf(store: Store): Promise<TrustAnchor> {
		return (await store.trust.listAnchors('Http')).find(({ alias }) => alias === 'root') ?? expect.fail('no anchor');
	}

	it('installs the list at once, writes that down, and asks again when it is due', async () => {
		const { store, refresh, wait } = await start();
		const first = mintList(1);
		answer = bytes(first);
		expect(await refresh()).toEqual([{ anchor: 'Http/root', outcome: 'installed' }]);
		expect(await anchorOf(store)).toMatchObject({ crls: [first], crlSource: { url, askedAt: today, fetchedAt: today } });
		expect(await store.audit.list(5)).toMatchObject([{ actor: 'server', action: 'trust crl', subject: 'Http/root' }]);
		expect(await store.events.after(0, 5)).toMatchObject([{ type: 'dms.trust.changed', subject: 'Http/root' }]);
		expect(await refresh()).toEqual([]);
		wait(dayMs - 1);
		expect(await refresh()).toEqual([]);
		expect(asked).toHaveLength(1);
		wait(1);
		const second = mintList(2, { revoked: [7] });
		answer = bytes(Buffer.from(toPem(second, 'X509 CRL')));
		expect(await refresh()).toMatchObject([{ outcome: 'installed' }]);
		expect((await anchorOf(store)).crls).toEqual([second]);
		expect(asked).toEqual(['/root.crl', '/root.crl']);
	});

	it('leaves the lists alone where the bytes are the same, and keeps when it asked', async () => {
		const { store, refresh, another, wait } = await start();
		answer = bytes(mintList(1));
		await refresh();
		wait(dayMs);
		expect(await refresh()).toEqual([{ anchor: 'Http/root', outcome: 'unchanged' }]);
		expect((await anchorOf(store)).crlSource).toEqual({ url, askedAt: after(dayMs), fetchedAt: after(dayMs) });
		expect(await store.audit.list(5)).toHaveLength(1);
		expect(await another()).toEqual([]);
	});

	it.each<[string, () => Answer, RegExp]>([
		['an error of the server', () => status(500), /^the server answered 500$/],
		['a page in place of the list', () => bytes(Buffer.from('<html>')), /neither PEM/],
		['an empty answer', () => bytes(Buffer.alloc(0)), /empty/],
		['a list of another CA with the same name', () => bytes(mintList(9, { issuer: impostor })), /not signed with the key/],
		['a list of another CA', () => bytes(mintList(9, { issuer: mintCa({ name: 'Other' }) })), /not by CN=CRL Root/],
		['an older list', () => bytes(mintList(9, { thisUpdate: after(-hourMs) })), /older than the one that is installed/],
		['a list with a smaller number', () => bytes(mintList(4)), /older than the one that is installed/],
		['a list of the future', () => bytes(mintList(9, { thisUpdate: after(dayMs) })), /of the future/],
		['a delta list', () => bytes(mintList(9, { deltaBase: 5 })), /delta/],
		['an answer that is too long', () => bytes(Buffer.alloc(limits.maxBytes + 1)), /more than 65536 bytes/],
		['an answer without an end', () => endless, /more than 65536 bytes/],
		['no answer', () => () => undefined, /no complete answer within 0\.5 s/],
		['an answer that stops', () => (_request, response) => void response.writeHead(200).write('x'), /no complete answer within/],
		['a connection that breaks', () => (request) => void request.socket.destroy(), /cannot be fetched/],
		['a redirect to nowhere', () => redirect('http://'), /without a usable address/],
		['a redirect to a file', () => redirect('file:///etc/passwd'), /from http: to file: is not followed/],
		['redirects in a circle', () => redirect('/root.crl'), /more than 3 redirects/],
	])('keeps the installed list and the reason after %s', async (_name, toAnswer, error) => {
		const installed = mintList(5);
		const { store, refresh } = await start([installed]);
		answer = toAnswer();
		expect(await refresh()).toEqual([{ anchor: 'Http/root', outcome: 'failed', error: expect.stringMatching(error) }]);
		const { crls, crlSource } = await anchorOf(store);
		expect(crls).toEqual([installed]);
		expect(crlSource).toEqual({ url, askedAt: today, error: expect.stringMatching(error) });
		expect(await store.audit.list(5)).toEqual([]);
	});

	it('says what is wrong with a list that has ended, and takes it in where it is newer all the same', async () => {
		const { store, refresh, wait } = await start([mintList(5, { thisUpdate: after(-9 * dayMs), nextUpdate: after(-5 * dayMs) })]);
		const ended = mintList(6, { thisUpdate: after(-4 * dayMs), nextUpdate: after(-hourMs) });
		answer = bytes(ended);
		expect(await refresh()).toEqual([{ anchor: 'Http/root', outcome: 'installed', error: expect.stringMatching(/ended at/) }]);
		expect((await anchorOf(store)).crls).toEqual([ended]);
		wait(hourMs);
		expect(await refresh()).toEqual([{ anchor: 'Http/root', outcome: 'unchanged', error: expect.stringMatching(/ended at/) }]);
	});

	it('follows redirects within a scheme', async () => {
		const { store, refresh } = await start();
		answer = (request, response) => (request.url === '/root.crl' ? redirect('/moved.crl')(request, response) : response.end(mintList(1)));
		expect(await refresh()).toMatchObject([{ outcome: 'installed' }]);
		expect((await anchorOf(store)).crlSource?.url).toBe(url);
		expect(asked).toEqual(['/root.crl', '/moved.crl']);
	});

	it('tries again after a failure, and forgets the reason after a success', async () => {
		const { store, refresh, wait } = await start();
		answer = status(503);
		await refresh();
		wait(5 * minuteMs - 1);
		expect(await refresh()).toEqual([]);
		wait(1);
		answer = bytes(mintList(1));
		expect(await refresh()).toMatchObject([{ outcome: 'installed' }]);
		expect((await anchorOf(store)).crlSource?.error).toBeUndefined();
	});

	it('writes nothing where the anchor was changed during the download', async () => {
		const { store, refresh } = await start();
		const administration = { store, clock: { now: () => today }, actor: 'cli:tester' };
		const installed = mintList(8);
		answer = (_request, response) => {
			void changeTrustAnchor(administration, key, { revocationList: installed }).then(() => response.end(mintList(1)));
		};
		expect(await refresh()).toEqual([{ anchor: 'Http/root', outcome: 'superseded' }]);
		expect((await anchorOf(store)).crls).toEqual([installed]);
		answer = (_request, response) => {
			void store.trust.removeAnchor(key).then(() => response.writeHead(500).end());
		};
		expect(await refresh()).toEqual([{ anchor: 'Http/root', outcome: 'superseded' }]);
	});

	it('asks for a new address at once, and for none of a disabled anchor', async () => {
		const { store, refresh } = await start();
		const administration = { store, clock: { now: () => today }, actor: 'cli:tester' };
		answer = bytes(mintList(1));
		await refresh();
		await changeTrustAnchor(administration, key, { crlUrl: url.replace('root.crl', 'new.crl') });
		expect(await refresh()).toMatchObject([{ outcome: 'unchanged' }]);
		expect(asked).toEqual(['/root.crl', '/new.crl']);
		await changeTrustAnchor(administration, key, { enabled: false, crlUrl: url });
		expect(await refresh()).toEqual([]);
	});

	it('serves others while one server does not answer', async () => {
		const { store, refresh } = await start();
		const others = ['one', 'two', 'three', 'four'].map((name) => mintCa({ name }));
		for (const [index, ca] of others.entries()) {
			await store.trust.addAnchor(
				toAnchor(`ca-${index}`, ca.der, { kind: 'CTI', crlSource: { url: url.replace('root.crl', String(index)) } }),
			);
		}
		answer = (request, response) => {
			const ca = others[Number(request.url?.slice(1))];
			if (ca !== undefined) response.end(mintList(1, { issuer: ca }));
		};
		const outcomes = (await refresh()).map(({ anchor, outcome }) => `${anchor} ${outcome}`).sort();
		expect(outcomes).toEqual([...others.map((_ca, index) => `CTI/ca-${index} installed`), 'Http/root failed']);
	});
});

const endless: Answer = (_request, response) => {
	response.writeHead(200);
	const chunk = Buffer.alloc(16 * 1024);
	const more = () => void (response.destroyed || response.write(chunk, more));
	more();
};

describe('download', () => {
	it.each([
		['https://crl.example.com/', 'http://crl.example.com/', /from https: to http: is not followed/],
		['https://crl.example.com/', 'ftp://crl.example.com/', /from https: to ftp: is not followed/],
		['http://crl.example.com/', 'data:text/plain,x', /from http: to data: is not followed/],
	])('does not go from %s to %s', async (from, location, reason) => {
		const answer = await download(async () => new Response(null, { status: 301, headers: { location } }), from);
		expect(answer).toEqual({ ok: false, reason: expect.stringMatching(reason) });
	});

	it('goes from http to https', async () => {
		const to = 'https://crl.example.com/';
		const fetchOnce = async (url: string) =>
			url === to ? new Response('list') : new Response(null, { status: 308, headers: { location: to } });
		expect(await download(fetchOnce, 'http://crl.example.com/')).toEqual({ ok: true, value: Buffer.from('list') });
	});
});

describe('toNextAttempt', () => {
	const url = 'http://crl.example.com/';
	const list: ListDates = { thisUpdate: today, nextUpdate: after(8 * hourMs) };
	it.each<[string, Omit<CrlSource, 'url'>, ListDates | undefined, number]>([
		['never asked: at once', {}, list, -today.getTime()],
		['nothing installed after a success: at once', { askedAt: today, fetchedAt: today }, undefined, -today.getTime()],
		['nothing installed after a failure: in five minutes', { askedAt: today, error: 'x' }, undefined, 5 * minuteMs],
		['after three quarters of its life', { askedAt: today, fetchedAt: today }, list, 6 * hourMs],
		['daily at the latest', { askedAt: today, fetchedAt: today }, { thisUpdate: today, nextUpdate: after(365 * dayMs) }, dayMs],
		['daily where it has no end', { askedAt: today, fetchedAt: today }, { thisUpdate: today, nextUpdate: undefined }, dayMs],
		['unchanged when due: after half of what is left', { askedAt: after(7 * hourMs), fetchedAt: after(7 * hourMs) }, list, 7.5 * hourMs],
		[
			'unchanged long before the end: in an hour',
			{ askedAt: after(60 * hourMs), fetchedAt: after(60 * hourMs) },
			{ thisUpdate: today, nextUpdate: after(64 * hourMs) },
			61 * hourMs,
		],
		['unchanged at the end: in a minute', { askedAt: after(8 * hourMs), fetchedAt: after(8 * hourMs) }, list, 8 * hourMs + minuteMs],
		['a failure before it is due: in an hour', { askedAt: today, error: 'x' }, list, hourMs],
		['the first failure when it is due: in a minute', { askedAt: after(6 * hourMs), error: 'x' }, list, 6 * hourMs + minuteMs],
		[
			'later failures: twice as long each time',
			{ askedAt: after(6 * hourMs + 8 * minuteMs), error: 'x' },
			list,
			6 * hourMs + 16 * minuteMs,
		],
		['and hourly in the end', { askedAt: after(20 * hourMs), error: 'x' }, list, 21 * hourMs],
	])('%s', (_name, source, installed, fromToday) => {
		expect(toNextAttempt({ url, ...source }, installed) - today.getTime()).toBe(fromToday);
	});
});
