import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type Role, roles } from '../../src/domain/role.ts';
import { launchChromium } from './chromium.ts';
import { startWebServer, type WebServer } from './web-server.ts';

export interface WebSettings {
	/** `demo`: device types, a test CA, devices and their certificates, as `dms start` sets them up. Default: empty. */
	readonly data?: 'demo' | 'empty';
	/** Of the server. */
	readonly environment?: Readonly<Record<string, string>>;
	/** Of the administration plane. Default: a free one. */
	readonly adminPort?: number;
	/** Leaves the first administrator to the test: there is no `root`. */
	readonly hasNobody?: true;
}

/** How a page is seen: 1440 pixels wide, or a phone. */
export const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;

/** The narrowest window in which nothing may stand out at the side. */
const leastWidth = 360;

/** A server, a browser and what they share in a file of tests. */
export class Web {
	readonly server: WebServer;
	readonly #browser: Browser;
	readonly #contexts: BrowserContext[] = [];
	readonly #kept: BrowserContext[] = [];
	readonly #faults: string[] = [];
	readonly #expected: RegExp[] = [];
	readonly #tokens = new Map<string, string>();

	constructor(server: WebServer, browser: Browser) {
		this.server = server;
		this.#browser = browser;
		this.#tokens.set('root', server.rootToken);
	}

	/**
	 * Opens a path of the page, signed in as `root`, who may do everything, as somebody with a role, who is added where there is nobody yet, as
	 * somebody whom the test has added, or as `nobody`.
	 */
	async open(path: string, as: Role | 'root' | 'nobody' | (string & {}) = 'root'): Promise<Page> {
		return this.#openIn(this.#contexts, path, as);
	}

	/** As `open`, for all tests that follow: to go on in the same page costs less than to load it anew. */
	async keepOpen(path: string, as: Role): Promise<Page> {
		return this.#openIn(this.#kept, path, as);
	}

	async #openIn(contexts: BrowserContext[], path: string, as: string): Promise<Page> {
		const context = await this.#browser.newContext({
			baseURL: this.server.origin,
			viewport: sizes.desktop,
			reducedMotion: 'reduce',
			timezoneId: 'Europe/Zurich',
			locale: 'en-GB',
		});
		contexts.push(context);
		if (as !== 'nobody') await context.addInitScript(toSignedIn(as, await this.tokenOf(as)));
		const page = await context.newPage();
		page.setDefaultTimeout(10_000);
		page.on('console', (message) => {
			if (message.type() === 'error' || message.type() === 'warning') this.#note(message.text());
		});
		page.on('pageerror', (error) => this.#note(String(error)));
		await page.goto(path);
		return page;
	}

	/** A token of `root`, of somebody with a role, or of somebody whom the test has added. */
	async tokenOf(as: string): Promise<string> {
		const known = this.#tokens.get(as);
		if (known !== undefined) return known;
		const role = roles.find((each) => each === as);
		if (role !== undefined) await this.server.addPerson(role.toLowerCase(), role);
		const token = await this.server.logIn(as.toLowerCase());
		this.#tokens.set(as, token);
		return token;
	}

	/** What the browser may report in this test, such as the status 401 of a wrong password; anything else fails it. */
	expectFault(pattern: RegExp): void {
		this.#expected.push(pattern);
	}

	/**
	 * Nothing serious or critical for axe in light and dark, nothing that stands out at the side at 360 pixels; and pictures of it, wide and
	 * narrow, light and dark, where DMS_TEST_SCREENSHOTS names a folder.
	 */
	async check(page: Page, name: string): Promise<void> {
		for (const colorScheme of ['light', 'dark'] as const) {
			await page.emulateMedia({ colorScheme });
			await expectAccessible(page);
			for (const [size, viewport] of Object.entries(sizes)) {
				if (folder === undefined) continue;
				await page.setViewportSize(viewport);
				await this.screenshot(page, `${name}-${size}-${colorScheme}`);
			}
		}
		await page.setViewportSize({ width: leastWidth, height: 740 });
		await expectNoWider(page, name);
		await page.setViewportSize(sizes.desktop);
		await page.emulateMedia({ colorScheme: 'light' });
	}

	/** A picture of all of the page in the folder of DMS_TEST_SCREENSHOTS; nothing where there is none. */
	async screenshot(page: Page, name: string): Promise<void> {
		if (folder === undefined) return;
		await mkdir(folder, { recursive: true });
		await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, animations: 'disabled' });
	}

	async endTest(): Promise<void> {
		for (const context of this.#contexts.splice(0)) await context.close();
		const expected = this.#expected.splice(0);
		expectNoFaults(this.#faults.splice(0).filter((text) => !expected.some((pattern) => pattern.test(text))));
	}

	async close(): Promise<void> {
		await this.#browser.close();
		await this.server.stop();
	}

	#note(text: string): void {
		this.#faults.push(text);
	}
}

/** To be called at the top of a test file: one server and one browser for all of its tests. */
export function useWeb(settings: WebSettings | (() => Promise<WebSettings>) = {}): () => Web {
	let web: Web | undefined;
	let directory = '';
	beforeAll(async () => {
		buildPage();
		directory = await mkdtemp(join(tmpdir(), 'opendms-web-'));
		const chosen = typeof settings === 'function' ? await settings() : settings;
		const [server, browser] = await Promise.all([startWebServer(directory, chosen), launchChromium()]);
		web = new Web(server, browser);
	}, 120_000);
	afterEach(async () => web?.endTest());
	afterAll(async () => {
		await web?.close();
		await rm(directory, { recursive: true, force: true });
	});
	return () => {
		if (web === undefined) throw new Error('the server has not started');
		return web;
	};
}

const folder = process.env['DMS_TEST_SCREENSHOTS'];

interface AxeViolation {
	readonly id: string;
	readonly impact: string;
	readonly help: string;
	readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** In the middle of a change of colours nothing has its contrast. */
const transitionsEnd = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))).then(() =>
	Promise.all(document.getAnimations().filter((each) => each instanceof CSSTransition).map((each) => each.finished.catch(() => undefined))))
	.then(() => undefined)`;

/** What follows the size of the window by script does so a moment later. */
async function expectNoWider(page: Page, name: string): Promise<void> {
	const width = () => page.evaluate<number>('document.documentElement.scrollWidth');
	await expect.poll(width, { message: `${name} at ${leastWidth} pixels`, timeout: 3_000 }).toBeLessThanOrEqual(leastWidth);
}

function expectNoFaults(faults: readonly string[]): void {
	expect(faults, 'errors and warnings of the console, violations of the policy').toEqual([]);
}

/** @throws where axe finds something serious or critical. @param rules of axe. Default: all of them. */
export async function expectAccessible(page: Page, rules?: readonly string[]): Promise<void> {
	await page.evaluate(transitionsEnd);
	await page.evaluate(axe.source);
	const options = { resultTypes: ['violations'], ...(rules === undefined ? {} : { runOnly: rules }) };
	const { violations } = await page.evaluate<{ readonly violations: readonly AxeViolation[] }>(
		`axe.run(document, ${JSON.stringify(options)})`,
	);
	const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
	expect(
		grave.map(({ id, help, nodes }) => ({ id, help, at: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`) })),
	).toEqual([]);
}

/** As the page keeps it for a reload; once, so that signing out is for good. */
function toSignedIn(login: string, token: string): string {
	const grant = JSON.stringify({ login: login.toLowerCase(), token, expiresAtMs: Date.now() + 3_600_000 });
	return `if (sessionStorage.getItem('test') === null) {
		sessionStorage.setItem('test', 'signed in');
		sessionStorage.setItem('opendms.session', ${JSON.stringify(grant)});
	}`;
}

function buildPage(): void {
	const script = join(import.meta.dirname, '..', '..', 'scripts', 'build-page.cjs');
	const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
	if (status !== 0) throw new Error(stderr);
}
