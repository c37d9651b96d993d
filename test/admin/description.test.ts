import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toApiPage } from '../../src/admin/api-page.ts';
import { toOpenApi } from '../../src/admin/open-api.ts';
import { createRoutes } from '../../src/admin/route-table.ts';
import { useAdminService } from '../helpers/admin-service.ts';
import { useSqlite } from '../helpers/stores.ts';

describe('what describes the API', () => {
	const openStore = useSqlite();
	const openAdmin = useAdminService();
	const open = async () => openAdmin((await openStore()).store);

	it.each(['/api/v1/openapi.json', '/api/v1/'])('is sent once to whoever keeps it: %s', async (path) => {
		const admin = await open();
		const first = await admin.send({ path });
		const { etag = '' } = first.headers;
		expect([first.status, first.headers['cache-control'], etag]).toEqual([200, 'no-cache', expect.stringMatching(/^"[0-9a-f]{32}"$/)]);
		for (const known of [etag, `W/${etag}, "x"`, '*']) {
			const again = await admin.send({ path, headers: { 'if-none-match': known } });
			expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, etag]);
		}
		expect((await admin.send({ path, headers: { 'if-none-match': '"x"' } })).status).toBe(200);
	});

	it('is a page with every operation and schema, that fetches and runs nothing but itself', async () => {
		const admin = await open();
		const { body, headers } = await admin.send({ path: '/api/v1/' });
		const html = body.toString();
		const description = toOpenApi(createRoutes(), '1.2.3');
		for (const route of createRoutes()) {
			const summary = `<b class="${route.method}">${route.method}</b> <code>${route.path}</code>`;
			expect(html.includes(summary) && html.includes(`<i>${route.permission}</i>`), summary).toBe(true);
		}
		const names = Object.keys(description.components.schemas);
		expect(names.filter((name) => !html.includes(`id="schema-${name}"`))).toEqual([]);
		const targets = [...html.matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, target = '']) => target);
		const ids = new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => id));
		expect(targets.filter((target) => target !== 'openapi.json' && !ids.has(target.slice(1)))).toEqual([]);
		const policy = String(headers['content-security-policy']);
		expect(policy).toMatch(/^default-src 'none'; /);
		expect(policy).not.toMatch(/unsafe|\*|https?:/);
		for (const element of ['style', 'script']) {
			const contents = [...html.matchAll(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, 'g'))].map(([, content = '']) => content);
			expect(contents).toHaveLength(1);
			expect(policy).toContain(
				`${element}-src 'sha256-${createHash('sha256')
					.update(contents[0] ?? '')
					.digest('base64')}'`,
			);
		}
		expect(/<[^>]* (?:on\w+|style)=/.exec(html)).toBeNull();
	});

	it('does not take what it describes for markup', () => {
		const description = toOpenApi(createRoutes(), '<script>alert(1)</script>');
		const { html } = toApiPage({ ...description, paths: { '/<b>"x': { get: { ...toOperation(), summary: '</details><img src=x>' } } } });
		expect(/<img|<b>"x|<script>alert/.exec(html)).toBeNull();
		expect(html.includes('&#60;script&#62;alert')).toBe(true);
	});

	function toOperation() {
		return { operationId: '"><x', tags: ["'"], summary: '', 'x-permission': '<i>', responses: { default: { description: '' } } };
	}
});
