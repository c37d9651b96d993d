import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/app/catalog.ts';
import { locateFile } from '../../src/app/device-request/locate.ts';
import type { NewDeviceType } from '../../src/domain/device-type.ts';
import { type NewDeviceTypeFile, noAuthentication } from '../../src/domain/device-type-file.ts';
import { useSqlite } from '../helpers/stores.ts';

const toType = (
	name: string,
	deviceAccessUri: string,
	configurationOption: NewDeviceType['configurationOption'] = 'Device Management',
): NewDeviceType => ({
	name,
	isObsolete: false,
	profile: 'Intelligent Proxy Addressing',
	staticLineOrdering: false,
	configurationOption,
	cpe: {
		enableMonitoring: false,
		...(configurationOption === 'Not Supported' ? {} : { configType: '2 File Configuration' as const }),
		deviceManagement: {
			deviceAccessProtocol: 'Https',
			tagMode: 'System',
			allowDeviceProfileCustomTagSet: false,
			allowGroupCustomTagSet: false,
			allowSpCustomTagSet: false,
			sendEmailUponResetFailure: false,
			deviceAccessUri,
			authenticationDefaults: noAuthentication,
			other: [],
		},
	},
	callProcessing: [],
	languageMappings: [],
});

const toFile = (fileFormat: string): NewDeviceTypeFile => ({
	fileFormat,
	remoteFileFormat: fileFormat,
	fileCategory: 'Static',
	fileCustomization: 'Disallow',
	fileSource: 'Manual',
	authentication: noAuthentication,
	allowHttp: false,
	allowHttps: true,
	allowTftp: false,
	enableCaching: false,
	allowUploadFromDevice: false,
});

describe('locating a file', () => {
	const open = useSqlite();

	it('takes the longest device access URI on segment borders, and the format with most literal characters', async () => {
		const { store } = await open();
		const types = [toType('short', 'bc'), toType('long', 'bc/pc'), toType('off', 'off', 'Not Supported')];
		for (const type of types) {
			const { id } = await store.deviceTypes.add(type);
			for (const format of ['config.xml', '%BWDEVICEID%.xml', '%BWMACADDRESS%.xml', 'pc/deep.xml'])
				await store.deviceTypes.addFile(id, toFile(format));
		}
		const catalog = await loadCatalog(store, 0);
		const locate = (path: string) => {
			const located = locateFile(catalog, path);
			return located && `${located.type.type.name} ${located.file.file.fileFormat}`;
		};
		expect(locate('dms/bc/config.xml')).toBe('short config.xml');
		expect(locate('dms/bc/pc/config.xml')).toBe('long config.xml');
		expect(locate('dms/bc/other.xml')).toBe('short %BWDEVICEID%.xml');
		expect(locate('dms/bcd/config.xml')).toBeUndefined();
		expect(locate('bc/config.xml')).toBeUndefined();
		expect(locate('dms/bc')).toBeUndefined();
		expect(locate('dms/off/config.xml')).toBeUndefined();
		expect(locate('')).toBeUndefined();
	});
});
