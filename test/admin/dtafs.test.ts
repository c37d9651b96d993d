import { connect } from 'node:net';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Problem } from '../../src/admin/problem.ts';
import { packSample } from '../../src/dtaf/pack-sample.ts';
import { openArchive } from '../../src/dtaf/read-archive.ts';
import { samplePath } from '../app/administration/samples.ts';
import { type AdminRequest, type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { packChangedSample } from '../helpers/changed-sample.ts';
import { describeStores } from '../helpers/stores.ts';

const name = 'Sample IP-DECT 2000';

interface Plan {
	readonly outcome: string;
	readonly deviceType: string;
	readonly dryRun: boolean;
	readonly filesAdded: readonly unknown[];
	readonly filesChanged: readonly {
		readonly fileFormat: string;
		readonly contentDifference?: { readonly hunks?: readonly { readonly lines: readonly string[] }[] };
	}[];
	readonly filesUnchanged: readonly string[];
	readonly refusal: { readonly code: string } | null;
}

interface Step {
	readonly step: string;
	readonly bytes?: number;
	readonly fileFormat?: string;
	readonly result?: Plan;
	readonly problem?: Problem;
}

describe('device type archives over the API', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();
		let admin: TestAdminService;
		let token: string;
		let archive: Buffer;

		beforeEach(async () => {
			const { store } = await openStore();
			admin = await openAdmin(store);
			await admin.addPerson('root', 'BWSUPERADMIN');
			token = await admin.tokenOf('root');
			archive = Buffer.from(await packSample(samplePath('Sample-IP-DECT-2000')));
		});

		const post = (path: string, body: Uint8Array = archive, rest: Partial<AdminRequest> = {}) =>
			admin.send({
				...{ method: 'POST', path: `/api/v1/dtaf/${path}`, token, body },
				headers: { 'content-type': 'application/zip', ...rest.headers },
			});
		const codeOf = (answer: { json<Shape>(): Shape }) => answer.json<Problem>().code;
		const typeNames = async () => (await admin.store.deviceTypes.list()).map((type) => type.name);

		it('are looked into, planned and imported, and only the import writes', async () => {
			const inspected = await post('inspect');
			expect([inspected.status, inspected.json()]).toEqual([200, expect.objectContaining({ deviceType: name, files: expect.any(Array) })]);
			const planned = await post('plan');
			expect(planned.json()).toMatchObject({ outcome: 'created', dryRun: true, deviceType: name, refusal: null });
			expect(await typeNames()).toEqual([]);
			const imported = await post('import');
			expect(imported.json()).toEqual({ ...planned.json<Plan>(), dryRun: false });
			expect(await typeNames()).toEqual([name]);
			expect((await admin.store.audit.list(1))[0]).toMatchObject({ actor: 'person:root', action: 'dtaf import', subject: name });
		});

		it('are imported once, and again under another name or as newer files', async () => {
			await post('import');
			const again = await post('import');
			expect([again.status, codeOf(again)]).toEqual([409, 'dtaf.device-type-exists']);
			expect((await post('plan')).json<Plan>().refusal?.code).toBe('dtaf.device-type-exists');
			expect(codeOf(await post('import?rename=Second'))).toBe('device-access-uri.exists');
			const updated = (await post('import?updateFiles=true')).json<Plan>();
			expect(updated).toMatchObject({ outcome: 'files-updated', filesAdded: [] });
			expect(updated.filesUnchanged.length).toBeGreaterThan(0);
			expect(codeOf(await post('import?updateFiles=true&rename=Nothing'))).toBe('dtaf.device-type-missing');
		});

		it('tell line by line how the contents differ that an update would replace', async () => {
			await post('import');
			const changed = await packChangedSample('Sample-IP-DECT-2000', 'files/handsets.xml', (text) => `${text}<!-- newer -->\n`);
			const [file, ...others] = (await post('plan?updateFiles=true', changed)).json<Plan>().filesChanged;
			expect(others).toEqual([]);
			expect(file).toMatchObject({ fileFormat: 'handsets.xml', contentChanges: true });
			expect(file?.contentDifference).toMatchObject({ kind: 'lines', added: 1, removed: 0 });
			expect(file?.contentDifference?.hunks?.flatMap(({ lines }) => lines)).toContain('+<!-- newer -->');
			const [updated] = (await post('import?updateFiles=true', changed)).json<Plan>().filesChanged;
			expect(updated).toEqual({ ...file, contentDifference: undefined });
		});

		it('tell their progress a line at a time, and at the end what has become of them', async () => {
			const headers = { accept: 'application/x-ndjson' };
			const stepsOf = (text: string) =>
				text
					.trim()
					.split('\n')
					.map((line) => JSON.parse(line) as Step);
			const answer = await post('import', archive, { headers });
			expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/x-ndjson']);
			const steps = stepsOf(answer.body.toString());
			expect(steps[0]).toEqual({ step: 'receiving', bytes: expect.any(Number), ofBytes: archive.length });
			expect(steps.map(({ step }) => step)).toContain('checked');
			expect(steps.filter(({ step }) => step === 'stored').length).toBeGreaterThan(0);
			expect(steps.at(-1)).toMatchObject({ step: 'done', result: { outcome: 'created' } });
			const refused = stepsOf((await post('import', archive, { headers })).body.toString());
			expect(refused.at(-1)).toMatchObject({ step: 'failed', problem: { code: 'dtaf.device-type-exists', status: 409 } });
			// The turn is free again.
			expect((await post('plan')).status).toBe(200);
		});

		it('are taken in one at a time, and who goes away in the middle makes room for the next one', async () => {
			const lines = [
				'POST /api/v1/dtaf/plan HTTP/1.1',
				'Host: 127.0.0.1',
				`Authorization: Bearer ${token}`,
				'Content-Type: application/zip',
			];
			const slow = connect(admin.port, '127.0.0.1');
			slow.on('error', () => undefined).write([...lines, 'Content-Length: 1000000', '', 'PK'].join('\r\n'));
			const busy = await vi.waitUntil(async () => {
				const answer = await post('plan');
				return answer.status === 200 ? undefined : answer;
			});
			expect([busy.status, codeOf(busy), busy.headers['retry-after']]).toEqual([503, 'store.busy', '5']);
			slow.destroy();
			await vi.waitUntil(async () => (await post('plan')).status === 200);
		});

		it('come out as they went in', async () => {
			await post('import');
			const exported = await admin.send({ path: `/api/v1/device-types/${encodeURIComponent(name)}/dtaf`, token });
			expect([exported.status, exported.headers['content-type']]).toEqual([200, 'application/zip']);
			expect(exported.headers['content-disposition']).toContain('Sample%20IP-DECT%202000.zip');
			const [before, after] = [await openArchive(archive), await openArchive(exported.body)];
			expect(after.descriptor.files.map(({ file }) => file.content)).toEqual(before.descriptor.files.map(({ file }) => file.content));
			expect((await admin.send({ path: '/api/v1/device-types/nothing/dtaf', token })).status).toBe(404);
		});

		it.each([
			['nothing', Buffer.alloc(0), {}, 400, 'request.malformed'],
			['no zip', Buffer.from('not a zip'), {}, 422, 'dtaf.not-a-zip'],
			['a form', Buffer.from('a=b'), { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'request.media-type'],
			['a compressed body', Buffer.from('x'), { 'content-encoding': 'gzip' }, 415, 'request.media-type'],
		])('reject/%s', async (_name, body, headers, status, code) => {
			for (const path of ['inspect', 'plan', 'import']) {
				const answer = await post(path, body, { headers });
				expect([answer.status, codeOf(answer)]).toEqual([status, code]);
			}
			expect(await typeNames()).toEqual([]);
		});

		it('reject/one that is larger than the configuration allows', async () => {
			const bounded = await openAdmin(admin.store, { limits: { maxArchiveBytes: 1024 } });
			const request = { method: 'POST', path: '/api/v1/dtaf/inspect', token, body: archive };
			const answer = await bounded.send({ ...request, headers: { 'content-type': 'application/zip' } });
			expect([answer.status, codeOf(answer)]).toEqual([413, 'request.too-large']);
		});
	});
});
