import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../test/web/chromium.ts';
import { type AdminServer, withAdminServer } from './admin-client.ts';
import { toMac } from './credentials.ts';
import { toDeviceName } from './device-data.ts';
import { type OwnMeasurement, type OwnRow, type OwnRows, toOwnResult } from './own-rows.ts';
import type { Sample } from './row.ts';
import type { Stage, StoreKind } from './stage.ts';

const contestants: Readonly<Record<StoreKind, string>> = { sqlite: 'opendms', postgres: 'opendms-postgres' };
const storeKinds = Object.keys(contestants) as StoreKind[];

const firstView: OwnRow = { name: 'page-first-view', title: 'the page in a browser that has never seen it, until the overview is shown' };
const filter: OwnRow = { name: 'page-filter-1m', title: 'the table of devices in a browser, from the last letter of a filter to its rows' };

/** What an administrator waits for, in a real browser on the same machine. */
export const pageRows: OwnRows = {
	rows: [firstView, filter],
	async *measure(stage, names) {
		buildPage();
		const browser = await launchChromium();
		try {
			if (names.includes(firstView.name)) yield toResult(stage, firstView, await measureStores(stage, browser, measureFirstView, 1_000));
			if (names.includes(filter.name)) yield toResult(stage, filter, await measureStores(stage, browser, measureFilters, 300));
		} finally {
			await browser.close();
		}
	},
};

function toResult(stage: Stage, row: OwnRow, measurements: readonly OwnMeasurement[]) {
	return toOwnResult({ ...row, title: `${row.title}, with ${countProfiles(stage)} device profiles` }, 'ms', measurements);
}

const countProfiles = ({ options }: Stage): number => (options.quick ? 1_000 : 1_000_000);

/** By what was measured; nothing needs saying where it is one thing. */
type Measure = (stage: Stage, browser: Browser, server: AdminServer) => Promise<Readonly<Record<string, readonly Sample[]>>>;

async function measureStores(stage: Stage, browser: Browser, measure: Measure, atMost: number): Promise<readonly OwnMeasurement[]> {
	const measurements: OwnMeasurement[] = [];
	for (const kind of storeKinds) {
		await withAdminServer(stage, await stage.storeWith(kind, countProfiles(stage)), async (server) => {
			for (const [name, samples] of Object.entries(await measure(stage, browser, server))) {
				measurements.push({ contestant: `${contestants[kind]} ${name}`.trim(), samples, atMost });
			}
		});
	}
	return measurements;
}

/** Each time with empty caches. */
async function measureFirstView({ options }: Stage, browser: Browser, server: AdminServer) {
	const samples: Sample[] = [];
	for (let turn = 0; turn <= options.runs; turn++) {
		const page = await openPage(browser, server);
		await page.addInitScript(
			`globalThis.shown = ${whenChanged(`[...document.links].some((link) => /^Devices[\\d,]+/.test(link.textContent))`)}`,
		);
		await page.goto('/');
		// Since the navigation began.
		const value = await page.evaluate<number>('shown');
		// The first one warms up the server.
		if (turn > 0) samples.push({ value, details: {} });
		await page.context().close();
	}
	return { '': samples };
}

/** Filters of each kind; what is typed last is their last letter. */
function toFilters(profiles: number): Readonly<Record<string, (turn: number) => { readonly field: string; readonly text: string }>> {
	const nth = (turn: number): number => profiles - 1 - turn;
	return {
		'MAC address': (turn) => ({ field: 'MAC address', text: toMac(nth(turn)) }),
		// Names are looked at one by one, and these are at the end.
		'name of one': (turn) => ({ field: 'Name contains', text: toDeviceName('certificate', nth(turn)) }),
	};
}

async function measureFilters(stage: Stage, browser: Browser, server: AdminServer) {
	const page = await openPage(browser, server);
	const measured: Record<string, Sample[]> = {};
	for (const [kind, toFilter] of Object.entries(toFilters(countProfiles(stage)))) {
		const samples: Sample[] = [];
		for (let turn = 0; turn <= stage.options.runs; turn++) {
			const { field, text } = toFilter(turn);
			await page.goto('/devices');
			await page.getByRole('table').getByRole('row').nth(1).waitFor();
			const typed = page.getByRole('textbox', { name: field });
			if (!(await typed.isVisible())) await page.getByRole('button', { name: 'More filters' }).click();
			await typed.fill(text.slice(0, -1));
			// Filters that are just being unfolded lose the focus once, and with it the place of the cursor.
			await page.waitForTimeout(500);
			await typed.press('End');
			const name = JSON.stringify(toDeviceName('certificate', countProfiles(stage) - 1 - turn));
			const rows = `document.querySelectorAll('tbody tr')`;
			await page.evaluate(`void (globalThis.shown = ${whenChanged(`${rows}.length === 1 && ${rows}[0].textContent.includes(${name})`)})`);
			await page.evaluate(`addEventListener('keydown', () => { globalThis.pressedMs = performance.now(); }, { capture: true })`);
			await typed.press(text.slice(-1));
			const value = await page.evaluate<number>('shown.then((shownMs) => shownMs - pressedMs)');
			if (turn > 0) samples.push({ value, details: {} });
		}
		measured[kind] = samples;
	}
	await page.context().close();
	return measured;
}

/** When a condition is met, by the clock of the page: who asks from outside does so in steps. */
function whenChanged(condition: string): string {
	return `new Promise((resolve, reject) => {
		setTimeout(() => reject(new Error('nothing was shown within 30 s')), 30000);
		new MutationObserver((_, observer) => {
			if (!(${condition})) return;
			observer.disconnect();
			resolve(performance.now());
		}).observe(document, { subtree: true, childList: true, characterData: true });
	})`;
}

/** Signed in, as a tab is that is loaded again. */
async function openPage(browser: Browser, { adminPort, token }: AdminServer): Promise<Page> {
	const context = await browser.newContext({ baseURL: `http://127.0.0.1:${adminPort}`, viewport: { width: 1440, height: 900 } });
	const grant = JSON.stringify({ login: 'bench', token, expiresAtMs: Date.now() + 3_600_000 });
	await context.addInitScript(`sessionStorage.setItem('opendms.session', ${JSON.stringify(grant)})`);
	return context.newPage();
}

function buildPage(): void {
	const script = join(import.meta.dirname, '..', 'scripts', 'build-page.cjs');
	const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
	if (status !== 0) throw new Error(stderr);
}
