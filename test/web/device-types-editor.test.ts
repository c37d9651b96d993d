import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useWeb } from './browser.ts';

const web = useWeb({ data: 'demo' });

const typePath = `/device-types/${encodeURIComponent('Sample IP-DECT 2000 MAC')}`;
const filePath = `${typePath}/files/${encodeURIComponent('%BWMACADDRESS%-config.xml')}`;
const apiFile = `/api/v1${filePath}`;
const other = `/api/v1${typePath}/files/handsets.xml`;

describe('the editor of templates', () => {
	const editor = (page: Page) => page.getByRole('textbox', { name: 'Template' });

	it('completes tags, saves a draft, previews it, publishes it, and restores what was', async () => {
		const page = await web().open(filePath);
		await editor(page).focus();
		await page.keyboard.press('Control+Home');
		await page.keyboard.press('End');
		await page.keyboard.press('Enter');
		await page.keyboard.type('<!-- %BWSER');
		await page.getByRole('option', { name: /%BWSERIALNUMBER%/ }).click();
		await page.keyboard.type(' and %NOT_THERE% -->');
		await page.keyboard.press('Control+s');
		await page.getByText('Draft saved').waitFor();
		await page.getByRole('combobox', { name: 'Preview for' }).fill('00:13:D1:00:00:01');
		await page.getByRole('option', { name: /^dect-1 / }).click();
		await page.getByText('As the device would get it with this draft').waitFor();
		await page.getByText('No tag of this name is defined').waitFor();
		await page.getByRole('button', { name: 'Line 2' }).last().click();
		await page.locator('.cm-tag-wrong', { hasText: '%NOT_THERE%' }).waitFor();
		await page.getByText('Difference', { exact: true }).click();
		// The time of the last change stands in the file as well.
		await page.getByText(/^[12] lines? added/).waitFor();
		await web().check(page, 'editor-draft');
		await page.getByRole('button', { name: 'Publish' }).click();
		const dialog = page.getByRole('dialog');
		await dialog.getByText('%BWSERIALNUMBER% and %NOT_THERE%').waitFor();
		await dialog.getByRole('button', { name: 'Publish' }).click();
		await page.getByText(/Published as revision \d+/).waitFor();
		await page.getByText('This is what is live.').waitFor();
		const live = await contentOf(apiFile);
		expect(live).toContain('<!-- %BWSERIALNUMBER% and %NOT_THERE% -->\n');
		await page.getByRole('tab', { name: 'History' }).click();
		await page
			.getByRole('button', { name: /^Compare revision/ })
			.first()
			.click();
		await dialog.getByText(/^1 line added/).waitFor();
		await web().check(page, 'history-compare');
		await page.keyboard.press('Escape');
		await page
			.getByRole('button', { name: /^Restore revision/ })
			.first()
			.click();
		await dialog.getByRole('button', { name: 'Restore' }).click();
		await page.getByText(/Live again, as revision \d+/).waitFor();
		expect(await contentOf(apiFile)).not.toContain('%NOT_THERE%');
		await web().check(page, 'history');
	});

	it('says who has published meanwhile, and publishes over it only knowingly', async () => {
		await put(`${other}/draft/content`, '<mine/>\n');
		await put(`${other}/content`, '<theirs/>\n');
		const page = await web().open(`${typePath}/files/handsets.xml`);
		await page.getByText('What is live has changed since this draft was begun').waitFor();
		await web().check(page, 'editor-conflict');
		await page.getByRole('button', { name: 'Publish' }).click();
		const dialog = page.getByRole('dialog');
		await dialog.getByText('<theirs/>').waitFor();
		await dialog.getByRole('button', { name: 'Publish all the same' }).click();
		await page.getByText(/Published as revision/).waitFor();
		expect(await contentOf(other)).toBe('<mine/>\n');
	});

	it('keeps what somebody writes while somebody else publishes, and says so', async () => {
		const page = await web().open(`${typePath}/files/handsets.xml`);
		await editor(page).focus();
		await page.keyboard.press('Control+End');
		await page.keyboard.insertText('<kept/>');
		await page.getByText('Unsaved changes').waitFor();
		await put(`${other}/content`, '<faster/>\n');
		await page.getByRole('button', { name: 'Save draft' }).click();
		await page.getByText('Somebody else has changed this content').waitFor();
		expect(await editor(page).textContent()).toContain('<kept/>');
		await page.getByRole('button', { name: 'Compare with live' }).click();
		const dialog = page.getByRole('dialog');
		await dialog.getByText('<faster/>').waitFor();
		await dialog.getByRole('button', { name: 'Close' }).last().click();
		await page.getByRole('button', { name: 'Discard draft' }).click();
		await dialog.getByRole('button', { name: 'Discard draft' }).click();
		await page.getByText('This is what is live.').waitFor();
		await expect.poll(() => editor(page).textContent()).toContain('<faster/>');
	});

	it('refuses a template whose marks are not balanced, and discards the draft', async () => {
		const page = await web().open(`${typePath}/files/handsets.xml`);
		web().expectFault(/status of 4/);
		await editor(page).focus();
		await page.keyboard.press('Control+End');
		await page.keyboard.insertText('%BWEACHLINE-BEGIN%');
		await page.keyboard.press('Control+s');
		await page.getByRole('alert').getByText(/line/).first().waitFor();
		await page.keyboard.press('Control+z');
		await page.keyboard.insertText('<more/>');
		await page.getByRole('button', { name: 'Save draft' }).click();
		await page.getByText('Draft saved').waitFor();
		await page.getByRole('button', { name: 'Discard draft' }).click();
		await page.getByRole('dialog').getByRole('button', { name: 'Discard draft' }).click();
		await page.getByText('Draft discarded').waitFor();
		await page.getByText('This is what is live.').waitFor();
		expect(await editor(page).textContent()).not.toContain('<more/>');
	});
});

async function put(path: string, text: string): Promise<void> {
	const response = await fetch(`${web().server.origin}${path}`, {
		method: 'PUT',
		headers: { authorization: `Bearer ${web().server.rootToken}`, 'content-type': 'application/octet-stream', 'if-match': '*' },
		body: text,
	});
	expect(response.status).toBe(200);
}

async function contentOf(path: string): Promise<string> {
	const response = await fetch(`${web().server.origin}${path}/content`, { headers: { authorization: `Bearer ${web().server.rootToken}` } });
	return response.text();
}
