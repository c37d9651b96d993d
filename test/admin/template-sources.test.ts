import { beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/admin/problem.ts';
import { importSample } from '../app/administration/samples.ts';
import { type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { describeStores } from '../helpers/stores.ts';

const typePath = `device-types/${encodeURIComponent('Sample IP-DECT 2000')}`;
const file = `${typePath}/files/${encodeURIComponent('%BWMACADDRESS%-config.xml')}`;

interface TagNames {
	readonly items: readonly { readonly name: string; readonly level: string; readonly tagSetName?: string; readonly meaning?: string }[];
}

describe('what an editor of templates reads', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();
		let admin: TestAdminService;
		let token: string;

		beforeEach(async () => {
			const { store } = await openStore();
			admin = await openAdmin(store);
			await importSample(admin.administration, 'Sample-IP-DECT-2000');
			await admin.addPerson('root', 'BWSUPERADMIN');
			token = await admin.tokenOf('root');
		});

		const get = (path: string) => admin.send({ method: 'GET', path: `/api/v1/${path}`, token });
		const put = (path: string, body: string) =>
			admin.send({
				...{ method: 'PUT', path: `/api/v1/${path}`, token, body },
				headers: { 'content-type': 'application/octet-stream', 'if-match': '*' },
			});

		it('gives the content of what is live, of the draft, and of a revision', async () => {
			await put(`${file}/content`, '<one/>\n');
			await put(`${file}/content`, '<two/>\n');
			await put(`${file}/draft/content`, '<three/>\n');
			const { items } = (await get(`${file}/history`)).json<{ items: readonly { revision: number }[] }>();
			const contentOf = async (query: string) => (await get(`${file}/history/content${query}`)).body.toString();
			expect(await contentOf('')).toBe('<two/>\n');
			expect(await contentOf('?version=draft')).toBe('<three/>\n');
			expect(await contentOf(`?version=${items[1]?.revision}`)).toBe('<one/>\n');
		});

		it('says what is not there', async () => {
			const codeOf = async (path: string) => (await get(path)).json<Problem>().code;
			expect(await codeOf(`${file}/history/content?version=draft`)).toBe('draft.not-found');
			expect(await codeOf(`${file}/history/content?version=99`)).toBe('revision.not-found');
			expect(await codeOf(`${file}/history/content?version=oldest`)).toBe('value.invalid');
			expect(await codeOf('device-types/none/tag-names')).toBe('device-type.not-found');
		});

		it('names built-in tags and those of the tag sets of the type, without values', async () => {
			const { items } = (await get(`${typePath}/tag-names`)).json<TagNames>();
			expect(items).toContainEqual(expect.objectContaining({ name: '%BWMACADDRESS%', level: 'Built-in', meaning: expect.any(String) }));
			expect(items.filter(({ level }) => level === 'System').length).toBeGreaterThan(0);
			expect(items.every((item) => !('value' in item))).toBe(true);
		});
	});
});
