import { chmod, copyFile, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/domain/ports.ts';
import type { Tag, TagSet, TagSetTag } from '../../src/domain/tag.ts';
import { rotateSecretKey } from '../../src/store/open-store.ts';
import type { OpenTestStore, TestStore } from '../helpers/stores.ts';
import { addType, fullDevice, plainDevice, sampleInterface, sampleServerCertificate, sampleTag, sampleType } from './samples.ts';

const keyFileOf = ({ options }: TestStore) => join(options.dataDirectory, 'secret.key');

interface KeyFile {
	readonly version: number;
	readonly keys: readonly { readonly id: string; readonly createdAt: string; readonly key: string }[];
}

const readKeys = async (place: TestStore) => JSON.parse(await readFile(keyFileOf(place), 'utf8')) as KeyFile;

function typeWithCredentials(name: string) {
	const type = sampleType(name);
	const accessDeviceCredentials = { userName: 'devices', password: 'type-password-in-clear' };
	return { ...type, cpe: { ...type.cpe, deviceManagement: { ...type.cpe.deviceManagement, accessDeviceCredentials } } };
}

export function secretsContract(open: OpenTestStore): void {
	describe('secrets at rest', () => {
		it('stand nowhere in the files of the database', async () => {
			const { store, filesContain } = await open();
			const type = await store.deviceTypes.add(typeWithCredentials('type-name-in-clear'));
			await store.devices.add(fullDevice(type.id, 1));
			await store.devices.addMany([fullDevice(type.id, 2)]);
			await store.interfaces.add(sampleInterface('127.0.0.1', 8012));
			const key = { kind: 'Http', address: '127.0.0.1', port: 8012 } as const;
			await store.interfaces.replaceCertificates(key, { certificates: [sampleServerCertificate('EC', 1)], selfSigned: false, keep: 2 });
			const { id } = await store.devices.add(fullDevice(type.id, 3));
			await store.devices.update(id, { credentials: { userName: 'u', password: 'changed-password' } });
			// The search finds what is there.
			for (const clear of ['type-name-in-clear', 'server-certificate-EC']) expect(await filesContain(clear)).toBe(true);
			for (const secret of ['type-password', 'device-password', 'line-password', 'changed-password', 'server-key-in-clear']) {
				expect(await filesContain(secret)).toBe(false);
			}
		});

		it('have a key that only the owner can read, and that is made once', async () => {
			const place = await open();
			expect((await stat(keyFileOf(place))).mode & 0o777).toBe(0o600);
			const before = await readKeys(place);
			expect(before).toEqual({
				version: 1,
				keys: [{ id: expect.stringMatching(/^[0-9a-f]{8}$/), createdAt: expect.any(String), key: expect.any(String) }],
			});
			expect(Buffer.from(before.keys[0]?.key ?? '', 'base64')).toHaveLength(32);
			await place.again();
			expect(await readKeys(place)).toEqual(before);
		});

		it('may have their key elsewhere', async () => {
			const place = await open();
			await mkdir(join(place.options.dataDirectory, 'elsewhere'));
			const keyFile = join(place.options.dataDirectory, 'elsewhere', 'key.json');
			await copyFile(keyFileOf(place), keyFile);
			await rm(keyFileOf(place));
			expect(await (await place.again({ keyFile })).deviceTypes.list()).toEqual([]);
		});

		it('reject/a missing, open, foreign or damaged key file', async () => {
			const place = await open();
			const other = await open();
			const path = keyFileOf(place);
			const good = await readFile(path);
			await chmod(path, 0o640);
			await expect(place.again()).rejects.toMatchObject({ code: 'secret.key-unsafe', message: expect.stringContaining(path) });
			await chmod(path, 0o600);
			for (const damaged of [
				'',
				'{}',
				'{"version":2,"keys":[]}',
				'{"version":1,"keys":[]}',
				'{"version":1,"keys":[{"id":"00000000","key":"AA"}]}',
			]) {
				await writeFile(path, damaged);
				await expect(place.again()).rejects.toMatchObject({ code: 'secret.unreadable', message: expect.stringContaining(path) });
			}
			await copyFile(keyFileOf(other), path);
			await expect(place.again()).rejects.toMatchObject({ code: 'secret.unreadable', message: expect.stringContaining(path) });
			const { version, keys } = JSON.parse(good.toString()) as KeyFile;
			const wrong = { version, keys: keys.map((key) => ({ ...key, key: Buffer.alloc(32).toString('base64') })) };
			await writeFile(path, JSON.stringify(wrong));
			await expect(place.again()).rejects.toMatchObject({ code: 'secret.unreadable' });
			await rm(path);
			await expect(place.again()).rejects.toMatchObject({ code: 'secret.key-missing', message: expect.stringContaining(path) });
			await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
			await writeFile(path, good, { mode: 0o600 });
			await place.again();
		});

		it('reject/a secret that was moved to another device', async () => {
			const { store, query } = await open();
			const { id: typeId } = await addType(store);
			const attacker = await store.devices.add(fullDevice(typeId, 1));
			const victim = await store.devices.add(fullDevice(typeId, 2));
			await query(
				`update device set password_sealed = (select password_sealed from device where id = ${victim.id}) where id = ${attacker.id}`,
			);
			await expect(store.devices.credentialsOf(attacker.id)).rejects.toMatchObject({ code: 'secret.unreadable' });
			await query(`update device set password_sealed = line_passwords_sealed where id = ${victim.id}`);
			await expect(store.devices.credentialsOf(victim.id)).rejects.toMatchObject({ code: 'secret.unreadable' });
		});
	});

	describe('values of tags at rest', () => {
		/** The same in every place that has tags; before each is another one, which the history keeps. */
		async function fill({ store }: TestStore, value: string) {
			const { id: typeId } = await addType(store);
			const { id: deviceId } = await store.devices.add(fullDevice(typeId, 1));
			const scope = { serviceProviderId: 'acme', groupId: 'hq' };
			const tags = [sampleTag('LOBBY', value)];
			const setTags = [{ ...tags[0], overridable: false }] as TagSetTag[];
			const regions = [{ name: 'nordic', countries: ['DK'], tags: setTags }];
			const save = async (list: readonly Tag[], set: Pick<TagSet, 'tags' | 'regions'>) => {
				await store.devices.update(deviceId, { tags: list });
				await store.scopes.save(typeId, scope, { tags: list });
				for (const name of ['', 'north']) await store.tagSets.save({ name, ...set });
			};
			await save(tags, { tags: setTags, regions });
			await save([sampleTag('LOBBY', 'now')], { tags: [], regions: [] });
			await save(tags, { tags: setTags, regions });
			const subject = { kind: 'tag-set', name: 'north' } as const;
			await store.drafts.save({ subject, state: { kind: 'tag-set', tags: setTags, regions }, basedOn: 1, author: 'a' });
			return async (each: Store) => ({
				live: [
					(await each.devices.load(deviceId))?.tags,
					(await each.scopes.find(typeId, scope)).tags,
					...(await each.tagSets.list()).map((set) => [set.tags, set.regions]),
				],
				revisions: await Promise.all(
					(
						[
							subject,
							{ kind: 'tag-set', name: '' },
							{ kind: 'tags', owner: { deviceId } },
							{ kind: 'tags', owner: { typeId, scope } },
						] as const
					).map(async (of) => (await each.revisions.list(of, { limit: 10 })).map(({ state }) => state)),
				),
				drafts: (await each.drafts.list(10)).map(({ state }) => state),
			});
		}
		const value = 'tag-value-in-clear';

		it('stand nowhere in the files of the database, and come back as they were', async () => {
			const place = await open();
			const read = await fill(place, value);
			for (const part of [value, 'nordic', 'LOBBY']) expect(await place.filesContain(part)).toBe(false);
			const seen = await read(place.store);
			const tag = { name: '%LOBBY%', value };
			const setTag = { ...tag, overridable: false };
			const regions = [{ name: 'nordic', countries: ['DK'], tags: [setTag] }];
			expect(seen.live).toEqual([[tag], [tag], ...Array.from({ length: 2 }, () => [[setTag], regions])]);
			expect(seen.revisions.map((states) => states.length)).toEqual([3, 4, 4, 3]);
			expect(seen.drafts).toEqual([{ kind: 'tag-set', tags: [setTag], regions }]);
			expect(await read(await place.again())).toEqual(seen);
		});

		it('are sealed anew by a rotation, in history and drafts too', async () => {
			const place = await open();
			const read = await fill(place, value);
			const before = await read(place.store);
			const { resealed } = await rotateSecretKey(place.options);
			// Passwords and lines of the device, its tags, those of the scope, two sets with regions, fourteen revisions and a draft.
			expect(resealed).toBe(2 + 2 + 4 + 14 + 1);
			for (const each of [place.store, await place.again()]) expect(await read(each)).toEqual(before);
		});

		it('reject/one that was moved to another place', async () => {
			const place = await open();
			await fill(place, value);
			const { store, query } = place;
			await query(`update tag_set set tags_sealed = (select tags_sealed from tag_set where name = '') where name = 'north'`);
			await expect(store.tagSets.findByName('north')).rejects.toMatchObject({ code: 'secret.unreadable' });
			await query(`update content_revision set state_sealed = (select state_sealed from content_draft)`);
			const subject = { kind: 'tag-set', name: 'north' } as const;
			await expect(store.revisions.find(subject, 1)).rejects.toMatchObject({ code: 'secret.unreadable' });
		});
	});

	describe('the rotation of the secret key', () => {
		it('seals everything with a new key, while the store is in use', async () => {
			const place = await open();
			const { store } = place;
			const type = await store.deviceTypes.add(typeWithCredentials('type'));
			await store.devices.addMany(Array.from({ length: 1_100 }, (_, number) => fullDevice(type.id, number)));
			await store.devices.add(plainDevice(type.id, 'without secrets'));
			const [before] = (await readKeys(place)).keys;
			const rotation = await rotateSecretKey(place.options);
			expect(rotation.resealed).toBe(3 * 1_100 + 1);
			const after = await readKeys(place);
			expect(after.keys.map(({ id }) => id)).toEqual([rotation.keyId]);
			expect(rotation.keyId).not.toBe(before?.id);

			// This store was opened with the old key, and so was nothing that it writes now.
			const added = await store.devices.add(fullDevice(type.id, 5_000));
			for (const each of [store, await place.again()]) {
				expect((await each.devices.load(added.id))?.credentials).toEqual(fullDevice(type.id, 5_000).credentials);
				const found = await each.devices.findByUserName(type.id, 'user-77');
				expect(await each.devices.load(found?.id ?? '')).toMatchObject(fullDevice(type.id, 77));
				expect((await each.deviceTypes.list())[0]?.cpe).toEqual(typeWithCredentials('type').cpe);
			}
		});

		it('can be done again and again, and by two at once', async () => {
			const place = await open();
			const { id: typeId } = await addType(place.store);
			const device = await place.store.devices.add(fullDevice(typeId, 1));
			await rotateSecretKey(place.options);
			await Promise.all([rotateSecretKey(place.options), rotateSecretKey(place.options)]);
			expect((await readKeys(place)).keys).toHaveLength(1);
			expect(await (await place.again()).devices.load(device.id)).toEqual(device);
			expect(await place.store.devices.load(device.id)).toEqual(device);
		});

		it('loses nothing when it stops between its steps', async () => {
			const place = await open();
			const { id: typeId } = await addType(place.store);
			const device = await place.store.devices.add(fullDevice(typeId, 1));
			const path = keyFileOf(place);
			const old = await readKeys(place);
			// After the first step the file has a key that the store does not know yet.
			const unused = { id: 'ffffffff', createdAt: new Date().toISOString(), key: Buffer.alloc(32, 7).toString('base64') };
			await writeFile(path, JSON.stringify({ version: 1, keys: [...old.keys, unused] }));
			expect(await (await place.again()).devices.load(device.id)).toEqual(device);
			await rotateSecretKey(place.options);
			const [current] = (await readKeys(place)).keys;
			// After the second step the file still has the keys that the store has left.
			await writeFile(path, JSON.stringify({ version: 1, keys: [...old.keys, current, unused] }));
			expect(await (await place.again()).devices.load(device.id)).toEqual(device);
			await rotateSecretKey(place.options);
			expect((await readKeys(place)).keys).toHaveLength(1);
			expect(await (await place.again()).devices.load(device.id)).toEqual(device);
		});

		it('changes nothing when a value cannot be read', async () => {
			const place = await open();
			const { id: typeId } = await addType(place.store);
			await place.store.devices.addMany([fullDevice(typeId, 1), fullDevice(typeId, 2)]);
			const kept = await place.store.devices.findByUserName(typeId, 'user-1');
			await place.query(`update device set password_sealed = line_passwords_sealed where user_name = 'user-2'`);
			await expect(rotateSecretKey(place.options)).rejects.toMatchObject({
				code: 'secret.unreadable',
				message: expect.stringContaining('handset 2'),
			});
			expect(await (await place.again()).devices.load(kept?.id ?? '')).toMatchObject(fullDevice(typeId, 1));
		});
	});
}
