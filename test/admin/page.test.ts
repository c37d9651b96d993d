import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { acceptsCoding } from '../../src/admin/accepts-coding.ts';
import type { Problem } from '../../src/admin/problem.ts';
import { useAdminService } from '../helpers/admin-service.ts';
import { useSqlite } from '../helpers/stores.ts';

const script = 'export const words = "words ".repeat(9);\n'.repeat(40);
const index = '<!doctype html><meta name="csp-nonce" content="%CSP-NONCE%"><script type="module" src="/assets/main-1.js"></script>';

describe('the page for administrators', () => {
	const openStore = useSqlite();
	const openAdmin = useAdminService();
	const folders: string[] = [];

	afterEach(async () => {
		for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
	});

	/** As a build leaves it: names with digests, and compressed forms beside them. */
	async function buildPage(): Promise<string> {
		const folder = await mkdtemp(join(tmpdir(), 'opendms-page-'));
		folders.push(folder);
		await mkdir(join(folder, 'assets'));
		await writeFile(join(folder, 'index.html'), index);
		await writeFile(join(folder, 'sources.txt'), 'a digest');
		await writeFile(join(folder, 'assets', 'main-1.js'), script);
		await writeFile(join(folder, 'assets', 'main-1.js.br'), brotliCompressSync(script));
		await writeFile(join(folder, 'assets', 'main-1.js.gz'), gzipSync(script));
		await writeFile(join(folder, 'assets', 'icon-2.svg'), '<svg/>');
		await writeFile(join(folder, 'assets', 'notes.md'), 'not for the page');
		return folder;
	}

	const open = async (pageFolder?: string) => openAdmin((await openStore()).store, { pageFolder: pageFolder ?? (await buildPage()) });

	it.each(['/', '/devices', '/devices/3/files?tab=history', '/unknown-devices', '/metrics-of-mine', '/?utm=1'])(
		'ok/%s is an address of the page',
		async (path) => {
			const answer = await (await open()).send({ path });
			expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
			expect(answer.headers['cache-control']).toBe('no-store');
			expect(answer.body.toString()).toContain('/assets/main-1.js');
		},
	);

	it.each([
		'/api',
		'/api/v1/nothing',
		'/xuc/api/2.0/nothing',
		'/API',
		'/assets',
		'/assets/',
		'/healthz/',
		'/.env',
		'/index.html',
		'/sources.txt',
		'//devices',
	])('reject/%s is none', async (path) => {
		const answer = await (await open()).send({ path });
		expect(answer.status).toBe(404);
		expect(answer.headers['content-type']).not.toContain('html');
	});

	it('runs scripts of the server alone, and styles with a nonce that nobody can guess', async () => {
		const admin = await open();
		const nonces = new Set<string>();
		for (let count = 0; count < 3; count++) {
			const { headers, body } = await admin.send({ path: '/' });
			const policy = String(headers['content-security-policy']);
			const [, nonce = ''] = /style-src 'self' 'nonce-([^']+)'/.exec(policy) ?? [];
			expect(Buffer.from(nonce, 'base64').length).toBe(16);
			expect(body.toString()).toContain(`content="${nonce}"`);
			expect(policy).toContain("default-src 'none'; script-src 'self';");
			expect(policy).not.toContain('unsafe');
			nonces.add(nonce);
		}
		expect(nonces.size).toBe(3);
	});

	it.each([
		['br', 'gzip, deflate, br', brotliCompressSync(script)],
		['gzip', 'gzip;q=1.0, br;q=0', gzipSync(script)],
		[undefined, 'identity', Buffer.from(script)],
		[undefined, undefined, Buffer.from(script)],
	])('sends a file as %s to who accepts %s', async (coding, accepted, bytes) => {
		const admin = await open();
		const headers = accepted === undefined ? {} : { 'accept-encoding': accepted };
		const answer = await admin.send({ path: '/assets/main-1.js', headers });
		expect([answer.status, answer.headers['content-type'], answer.headers['content-encoding']]).toEqual([
			200,
			'text/javascript; charset=utf-8',
			coding,
		]);
		expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
		expect(answer.headers.vary).toBe('Accept-Encoding');
		expect(answer.body.equals(bytes)).toBe(true);
		expect(answer.headers['content-length']).toBe(String(bytes.length));
	});

	it.each([
		'/assets/main-2.js',
		'/assets/main-1.js.br',
		'/assets/notes.md',
		'/assets/../index.html',
		'/assets/..%2Findex.html',
		'/assets/%2e%2e%2findex.html',
		'/assets/..%5cindex.html',
		'/assets/main-1.js%00',
		'/assets/deeper/main-1.js',
	])('reject/%s is no file of it', async (path) => {
		const answer = await (await open()).send({ path });
		expect(answer.status).toBe(404);
		expect(answer.json<Problem>().code).toBe('request.not-found');
	});

	it('stays as it was at the start when another build comes', async () => {
		const folder = await buildPage();
		const admin = await open(folder);
		await writeFile(join(folder, 'assets', 'main-1.js'), 'changed');
		expect((await admin.send({ path: '/assets/main-1.js' })).body.toString()).toBe(script);
	});

	it('says what to do where it was not built', async () => {
		const answer = await (await open('/nowhere')).send({ path: '/' });
		expect(answer.status).toBe(404);
		expect(answer.json<Problem>().hint).toContain('npm run build:page');
	});
});

describe('Accept-Encoding', () => {
	it.each([
		['br', true],
		['gzip, BR', true],
		['br;q=0.5', true],
		['br;q=0', false],
		['br; q=0.000', false],
		['brotli', false],
		['*', false],
		['', false],
	])('%s: %s', (header, accepted) => {
		expect(acceptsCoding(header, 'br')).toBe(accepted);
	});
});
