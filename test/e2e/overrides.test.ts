import { describe, expect, it } from 'vitest';
import { setTag } from '../../src/app/administration/change-tag.ts';
import { setFileOverride } from '../../src/app/administration/set-file-override.ts';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { requireCustomTagName } from '../../src/domain/tag.ts';
import { type TestDeviceService, useDeviceService } from '../helpers/device-service.ts';
import { fetchSecure } from '../helpers/https-client.ts';

const typeName = 'Sample IP-DECT 2000 MAC';
const fileFormat = '%BWMACADDRESS%-config.xml';
const macs = {
	system: requireMacAddress('00:13:d1:00:04:01'),
	provider: requireMacAddress('00:13:d1:00:04:02'),
	group: requireMacAddress('00:13:d1:00:04:03'),
	own: requireMacAddress('00:13:d1:00:04:04'),
};
const provider = { serviceProviderId: 'SP' };
const group = { serviceProviderId: 'SP', groupId: 'G' };

async function prepare(service: TestDeviceService): Promise<void> {
	await service.addDevice(typeName, { name: 'system', mac: macs.system });
	await service.addDevice(typeName, { name: 'provider', mac: macs.provider, ...provider });
	await service.addDevice(typeName, { name: 'group', mac: macs.group, ...group });
	await service.addDevice(typeName, { name: 'own', mac: macs.own, ...group });
}

describe('a file that is overridden below its type', () => {
	const current = useDeviceService(['Sample-IP-DECT-2000_MAC'], prepare);

	const get = async (mac: string, file = `${mac}-config.xml`) =>
		(
			await fetchSecure(current().service.port, { path: `/dms/sample-ip-dect-mac/${file}`, identity: await current().identity(mac) })
		).body.toString();
	const put = (text: string) => current().store.content.put([Buffer.from(text)], 1024);

	it('comes from the most specific level that has one', async () => {
		const { administration } = current();
		await setFileOverride(
			administration,
			{ typeName, scope: provider },
			{ fileFormat, source: 'Custom', content: await put('provider %BWDEVICEID%') },
		);
		expect(await Promise.all(Object.values(macs).map((mac) => get(mac)))).toEqual([
			expect.stringContaining('<config>'),
			'provider provider',
			'provider group',
			'provider own',
		]);
		await setFileOverride(
			administration,
			{ typeName, scope: group },
			{ fileFormat, source: 'Custom', content: await put('group %BWDEVICEID%') },
		);
		await setFileOverride(
			administration,
			{ device: { name: 'own', ...group } },
			{ fileFormat, source: 'Manual', content: await put('own %BWDEVICEID%') },
		);
		expect(await Promise.all([macs.provider, macs.group, macs.own].map((mac) => get(mac)))).toEqual([
			'provider provider',
			'group group',
			// Manual: as it is.
			'own %BWDEVICEID%',
		]);
	});

	it('comes from the level above again once the override is taken back', async () => {
		const { administration } = current();
		await setFileOverride(administration, { device: { name: 'own', ...group } }, { fileFormat, source: 'Default' });
		expect(await get(macs.own)).toBe('group own');
	});

	it('cannot be overridden where the type does not allow it', async () => {
		const attempt = setFileOverride(
			current().administration,
			{ typeName, scope: group },
			{ fileFormat: 'firmware-PCS00A.bin', source: 'Manual', content: await put('x') },
		);
		await expect(attempt).rejects.toMatchObject({ code: 'file-override.not-allowed' });
	});

	it('is built for the group where it belongs to one', async () => {
		const tag = { name: requireCustomTagName('HANDSET_CONFIG_VERSION'), value: '4711' };
		await setTag(current().administration, { kind: 'scope', typeName, scope: group }, tag);
		expect(await get(macs.group, 'handsets.xml')).toContain('4711');
		expect(await get(macs.provider, 'handsets.xml')).not.toContain('4711');
	});
});
