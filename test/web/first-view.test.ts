import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useWeb } from './browser.ts';

const built = join(import.meta.dirname, '..', '..', 'dist', 'web');
const assets = join(built, 'assets');
const mostBytes = 350_000;

const web = useWeb();

/** What a browser loads before it shows anything: what the page names, and what these scripts import statically. */
function listFirstView(): readonly string[] {
	const index = readFileSync(join(built, 'index.html'), 'utf8');
	const found = new Set([...index.matchAll(/\/assets\/([\w.-]+)"/g)].map(([, name = '']) => name));
	for (const name of found) {
		if (!name.endsWith('.js')) continue;
		const script = readFileSync(join(assets, name), 'utf8');
		for (const [, imported = ''] of script.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) found.add(imported);
	}
	return [...found];
}

function toCompressedBytes(name: string): number {
	const file = join(assets, name);
	return readFileSync(existsSync(`${file}.gz`) ? `${file}.gz` : file).length;
}

describe('the first view', () => {
	it('is less than 350 kB of scripts and styles, compressed', () => {
		const names = listFirstView();
		expect(names.length).toBeGreaterThan(2);
		expect(readdirSync(assets).length).toBeGreaterThan(names.length);
		expect(names.map(toCompressedBytes).reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(mostBytes);
	});

	it('stays below it with everything that a browser loads until the overview is shown, its data included', async () => {
		const page = await web().open('/sign-in', 'nobody');
		const { server } = web();
		const devTools = await page.context().newCDPSession(page);
		await devTools.send('Network.enable');
		let bytes = 0;
		devTools.on('Network.loadingFinished', ({ encodedDataLength }) => {
			bytes += encodedDataLength;
		});
		const grant = JSON.stringify({ login: 'root', token: server.rootToken, expiresAtMs: Date.now() + 3_600_000 });
		await page.evaluate(`sessionStorage.setItem('opendms.session', ${JSON.stringify(grant)})`);
		await devTools.send('Network.clearBrowserCache');
		await page.goto('/');
		await page.getByRole('heading', { name: 'Nodes and workers' }).waitFor();
		await page.getByText('Worker 1').waitFor();
		expect(bytes).toBeGreaterThan(50_000);
		expect(bytes).toBeLessThan(mostBytes);
	});

	it('has no fonts and nothing else of other hosts, and works where only the server can be reached', async () => {
		expect(readdirSync(assets).filter((name) => /\.(?:woff2?|ttf|otf)$/.test(name))).toEqual([]);
		const page = await web().open('/sign-in', 'nobody');
		const asked: string[] = [];
		page.on('request', (request) => asked.push(new URL(request.url()).origin));
		await page.reload();
		await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
		expect(new Set(asked)).toEqual(new Set([web().server.origin]));
	});
});

describe('the content security policy', () => {
	it('allows files of the server, styles with the nonce of this answer, and nothing else', async () => {
		const response = await fetch(`${web().server.origin}/devices`);
		const directives = (response.headers.get('content-security-policy') ?? '').split(/;\s*/);
		const policy = new Map(directives.map((directive) => directive.split(' ')).map(([name = '', ...sources]) => [name, sources]));
		const nonce = /name="csp-nonce" content="([^"]+)"/.exec(await response.text())?.[1];
		expect(policy.get('default-src')).toEqual(["'none'"]);
		expect(policy.get('script-src')).toEqual(["'self'"]);
		expect(policy.get('connect-src')).toEqual(["'self'"]);
		expect(policy.get('style-src')).toEqual(["'self'", `'nonce-${nonce}'`]);
		expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
		expect(directives.join()).not.toMatch(/unsafe|https?:|\*/);
		const { headers } = response;
		expect([headers.get('x-content-type-options'), headers.get('referrer-policy')]).toEqual(['nosniff', 'no-referrer']);
	});

	it('stops a script that somebody has put into the page', async () => {
		const page = await web().open('/sign-in', 'nobody');
		web().expectFault(/Content Security Policy/);
		await page.getByRole('heading', { level: 1 }).waitFor();
		await page.evaluate(
			`document.body.append(Object.assign(document.createElement('script'), { textContent: 'globalThis.wasRun = true' }))`,
		);
		expect(await page.evaluate('globalThis.wasRun')).toBe(undefined);
	});
});
