import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ExportBounds, exportDevices } from '../../../src/app/administration/export-devices.ts';
import { importDevices } from '../../../src/app/administration/import-devices.ts';
import type { Line, NewDeviceProfile } from '../../../src/domain/device-profile.ts';
import { checkNewDevice } from '../../../src/domain/device-profile-rules.ts';
import type { NewDeviceType } from '../../../src/domain/device-type.ts';
import type { DeviceFilter, Store } from '../../../src/domain/ports.ts';
import { requireCustomTagName } from '../../../src/domain/tag.ts';
import { collapse } from '../../../src/domain/text-rules.ts';
import { readCsv } from '../../../src/http/read-csv.ts';
import { sampleType } from '../../contract/samples.ts';
import { describeStores } from '../../helpers/stores.ts';

const typeName = 'Type "quoted", and more';

function type(): NewDeviceType {
	const sample = sampleType(typeName);
	const deviceManagement = { ...sample.cpe.deviceManagement, allowDeviceProfileCustomTagSet: true };
	return { ...sample, cpe: { ...sample.cpe, deviceManagement } };
}

async function collect(store: Store, filter: DeviceFilter = {}, bounds?: ExportBounds): Promise<string> {
	let text = '';
	for await (const piece of exportDevices(store, filter, bounds)) text += piece;
	return text;
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
	yield Buffer.from(text);
}

const administrationOf = (store: Store) => ({ store, clock: { now: () => new Date() }, actor: 'test' });
const importText = (store: Store, text: string) => importDevices(administrationOf(store), readCsv(bytesOf(text)), { source: 'test' });

async function loadAll(store: Store): Promise<readonly NewDeviceProfile[]> {
	const summaries = await store.devices.list({}, { limit: 1_000 });
	return Promise.all(
		summaries.map(async ({ id }) => {
			const {
				id: _,
				version: _version,
				createdAt: _created,
				updatedAt: _updated,
				fileOverrides: _files,
				...device
			} = (await store.devices.load(id)) as NonNullable<Awaited<ReturnType<Store['devices']['load']>>>;
			return device;
		}),
	);
}

/** What an export leaves out on purpose. */
function withoutSecrets({ credentials: _, typeId: _type, ...device }: NewDeviceProfile): unknown {
	const byName = (left: { name: string }, right: { name: string }) => (left.name < right.name ? -1 : 1);
	return {
		...device,
		useCustomUserNamePassword: false,
		lines: device.lines.map(({ authPassword: _password, ...line }) => line),
		tags: device.tags.filter(({ name }) => !name.includes('PASSWORD')).toSorted(byName),
	};
}

const printable = fc
	.string({
		unit: fc.oneof(fc.constantFrom('"', ',', ' ', "'", '=', '%', ';'), fc.string({ minLength: 1, maxLength: 1, unit: 'grapheme' })),
		maxLength: 12,
	})
	.filter((text) => text.isWellFormed() && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]/.test(text));
const token = printable.map(collapse).filter((text) => text !== '');
const maybe = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: undefined });
/** Line breaks may stand in the value of a tag, and nowhere else. */
const tagValue = fc.oneof(printable, fc.constantFrom('', '"', '""', '"""', 'a\r\nb', '\t', ' '));

function toPresent<Fields extends object>(fields: Fields): Fields {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}

const line = fc
	.record({
		isPrimary: fc.constant(false),
		shared: maybe(fc.boolean()),
		displayName: maybe(tagValue.filter((text) => !/[\r\n\t]/.test(text))),
		authUser: maybe(token),
		authPassword: maybe(fc.constant('line-secret')),
		language: maybe(token),
		attributes: maybe(fc.dictionary(fc.constantFrom('BWVOICE-PORTAL-NUMBER', 'BWX', 'BWX-1'), printable, { minKeys: 1 })),
	})
	.map(toPresent);

const device = fc
	.record({
		enabled: fc.boolean(),
		serviceProviderId: fc.constantFrom('acme', 'umbrella "1"', undefined),
		serialNumber: maybe(token),
		description: maybe(token),
		physicalLocation: maybe(token),
		netAddress: maybe(fc.constant('10.0.0.1')),
		country: maybe(fc.constantFrom('DK', 'SE')),
		tagSet: maybe(fc.constant('north, and "south"')),
		pinnedFingerprint: maybe(fc.constant('0a'.repeat(32))),
		hasPassword: fc.boolean(),
		lines: fc.array(line, { maxLength: 4 }),
		tags: fc.dictionary(fc.constantFrom('%NTP%', '%ntp%', '%LEVEL-2%', '%SIP_PASSWORD%', '%A.B%'), tagValue),
	})
	.map(({ tags, lines, hasPassword, ...fields }) => ({
		fields: toPresent(fields),
		tags,
		lines: lines as readonly Omit<Line, 'linePort'>[],
		hasPassword,
	}));

type Drawn = typeof device extends fc.Arbitrary<infer Value> ? Value : never;

function toDevice({ fields, tags, lines, hasPassword }: Drawn, index: number, typeId: string): NewDeviceProfile {
	const made = {
		...fields,
		...(fields.serviceProviderId === undefined || index % 2 === 0 ? {} : { groupId: 'head, office' }),
		typeId,
		name: `device ${index}`,
		...(index % 3 === 0 ? {} : { mac: `0013d1${index.toString(16).padStart(6, '0')}` as NonNullable<NewDeviceProfile['mac']> }),
		useCustomUserNamePassword: hasPassword,
		...(hasPassword ? { credentials: { userName: `user ${index}`, password: 'device-secret' } } : {}),
		lines: lines.map((each, at) => ({ ...each, isPrimary: at === 1, linePort: `${index}-${at}` })),
		tags: Object.entries(tags).map(([name, value]) => ({ name: requireCustomTagName(name), value })),
	} as NewDeviceProfile;
	return checkNewDevice(made, { ...type() });
}

describe('an export of devices', () => {
	describeStores((openStore) => {
		async function openPair() {
			const stores = [(await openStore()).store, (await openStore()).store] as const;
			const typeIds: string[] = [];
			for (const store of stores) {
				typeIds.push((await store.deviceTypes.add(type())).id);
				await store.tagSets.save({ name: 'north, and "south"', tags: [], regions: [] });
			}
			const [source, target] = stores;
			return { source, target, typeId: typeIds[0] ?? '' };
		}

		it('goes in again elsewhere without loss, but for secrets', async () => {
			const { source, target, typeId } = await openPair();
			await fc.assert(
				fc.asyncProperty(fc.array(device, { minLength: 1, maxLength: 6 }), async (drawn) => {
					const devices = drawn.map((each, index) => toDevice(each, index, typeId));
					await source.devices.addMany(devices);
					const text = await collect(source);
					expect(text).not.toMatch(/(?:line|device)-secret/);
					const report = await importText(target, text);
					expect(report).toMatchObject({
						added: devices.length,
						findings: [],
						withoutPassword: drawn.filter((each) => each.hasPassword).length,
					});
					expect((await loadAll(target)).map(withoutSecrets)).toEqual((await loadAll(source)).map(withoutSecrets));
					// What came in goes out as it came, but for the names of users, who have no passwords there.
					if (drawn.every((each) => !each.hasPassword)) expect(await collect(target)).toBe(text);
					for (const store of [source, target]) {
						for (const { id } of await store.devices.list({}, { limit: 100 })) await store.devices.delete(id);
					}
				}),
				{ numRuns: 20 },
			);
		});

		it('has columns for what somebody has, and no others', async () => {
			const { source, typeId } = await openPair();
			const common = { typeId, enabled: true, useCustomUserNamePassword: false } as const;
			await source.devices.addMany([
				{ ...common, name: 'a', lines: [], tags: [{ name: requireCustomTagName('ZONE'), value: '' }] },
				{
					...{ ...common, name: 'b', tags: [{ name: requireCustomTagName('NTP'), value: 'x' }] },
					lines: [
						{ linePort: '1', isPrimary: true },
						{ linePort: '2', isPrimary: false, label: 'two', attributes: { BWX: 'y' } },
					],
				},
			]);
			const rows = (await collect(source)).trimEnd().split('\r\n');
			const fixed =
				'deviceType,deviceName,serviceProvider,group,mac,enabled,serialNumber,description,physicalLocation,netAddress,country,userName,tagSet,pinnedFingerprint';
			const quoted = '"Type ""quoted"", and more"';
			expect(rows).toEqual([
				`${fixed},%NTP%,%ZONE%,linePort-1,isPrimary-1,linePort-2,label-2,%BWX-2%`,
				`${quoted},a,,,,true,,,,,,,,,,"""""",,,,,`,
				`${quoted},b,,,,true,,,,,,,,,x,,1,true,2,two,y`,
			]);
			expect((await collect(source, { nameContains: 'a' })).split('\r\n')[0]).toBe(`${fixed},%ZONE%`);
		});

		it('lets everybody else run between its pieces, also where it finds nothing', async () => {
			const { source, typeId } = await openPair();
			const common = { typeId, enabled: true, useCustomUserNamePassword: false, lines: [], tags: [] } as const;
			await source.devices.addMany(Array.from({ length: 50 }, (_, index) => ({ ...common, name: `device-${index}` })));
			let turns = 0;
			let isDone = false;
			const count = (): void => {
				turns++;
				if (!isDone) setImmediate(count);
			};
			setImmediate(count);
			const bounds = { limit: 10, mostLookedAt: 20 };
			expect((await collect(source, { nameContains: 'xy' }, bounds)).trimEnd().split('\r\n')).toHaveLength(1);
			// Two passes of three looks at 20 devices.
			expect(turns).toBeGreaterThanOrEqual(6);
			expect((await collect(source, { nameContains: 'device-4' }, bounds)).trimEnd().split('\r\n')).toHaveLength(12);
			isDone = true;
		});
	});
});
