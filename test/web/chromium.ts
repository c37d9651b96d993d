import { existsSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** Everything in one machine: no sandbox, since tests run as root in containers, and nothing that talks to the makers of the browser. */
const flags = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-dev-shm-usage',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-domain-reliability',
	'--font-render-hinting=none',
	'--no-first-run',
	'--no-pings',
];

/** A browser of this test file. */
export async function launchChromium(): Promise<Browser> {
	return playwright.launch({ executablePath: await unpackChromium(), args: flags });
}

/** What the package unpacks itself to, in the folder for temporary files, where it stays for the next time. */
export const unpackedNames = /^(?:chromium|fonts|locales|lib.+\.so(?:\.\d+)?|vk_swiftshader_icd\.json|opendms-chromium-ready)$/;

const longestUnpackingMs = 60_000;

/** Only one process may unpack at a time. */
async function unpackChromium(): Promise<string> {
	const [lock, ready] = [join(tmpdir(), 'opendms-chromium-lock'), join(tmpdir(), 'opendms-chromium-ready')];
	while (!existsSync(ready)) {
		if (!(await take(lock))) {
			await setTimeout(100);
			continue;
		}
		try {
			await chromium.executablePath();
			await mkdir(ready, { recursive: true });
		} finally {
			await rm(lock, { recursive: true, force: true });
		}
	}
	return chromium.executablePath();
}

/** One that a killed process has left behind is taken away for the next attempt. */
async function take(lock: string): Promise<boolean> {
	try {
		await mkdir(lock);
		return true;
	} catch {
		const { mtimeMs } = await stat(lock).catch(() => ({ mtimeMs: Date.now() }));
		if (Date.now() - mtimeMs > longestUnpackingMs) await rm(lock, { recursive: true, force: true });
		return false;
	}
}
