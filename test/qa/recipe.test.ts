import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expandTemplate, parseRecipe, placeholders, toRecipeMac } from '../../src/qa/recipe.ts';
import { listRecipes, loadRecipe, recipesDirectory } from '../../src/qa/test-ca.ts';

const names = await listRecipes();
const shipped = JSON.parse(await readFile(join(recipesDirectory, 'spectralink.json'), 'utf8')) as Record<string, unknown>;
const withDevice = (change: object) => JSON.stringify({ ...shipped, device: { ...(shipped['device'] as object), ...change } });

describe('the recipes that come with the product', () => {
	it.each(names)('%s is valid and named after its file', async (name) => {
		expect((await loadRecipe(name)).name).toBe(name);
	});

	it('survive being written and read again', async () => {
		for (const name of names) {
			const recipe = await loadRecipe(name);
			expect(parseRecipe(JSON.stringify(recipe))).toEqual(recipe);
		}
	});
});

describe('parseRecipe', () => {
	it.each([
		['ok/several attributes in one RDN', { subject: [{ CN: '{mac:lower}', OU: 'x' }] }],
		['ok/encoding of an attribute', { subject: [{ CN: { text: '{mac:upper}', encoding: 'bmp' } }] }],
		['ok/object identifier as extended key usage', { extendedKeyUsage: ['1.3.6.1.4.1.99999.1', '2.999', '0.39.0'] }],
		[
			'ok/every kind of alternative name',
			{
				subjectAltNames: [
					{ dns: '{mac:lower}.example.net' },
					{ uri: 'urn:mac:{mac:lower}' },
					{ email: '{serial}@example.net' },
					{ macAddress: '{mac:lower}' },
					{ hardwareModuleName: { type: '1.3.6.1.4.1.99999', serial: '{mac:upper}' } },
					{ directoryName: [{ serialNumber: '{mac:upper}' }] },
				],
			},
		],
	])('%s', (_name, change) => {
		expect(parseRecipe(withDevice(change)).device).toMatchObject(change);
	});

	it.each([
		['reject/not JSON', '{', 'JSON'],
		['reject/not an object', '[]', 'recipe'],
		['reject/no hierarchy', JSON.stringify({ ...shipped, hierarchy: [] }), 'hierarchy'],
		['reject/unknown key', JSON.stringify({ ...shipped, colour: 'red' }), 'colour'],
		['reject/name with a path', JSON.stringify({ ...shipped, name: '../x' }), 'name'],
		['reject/unknown key of the device', withDevice({ colour: 'red' }), 'colour'],
		['reject/half a character', withDevice({ subject: [{ CN: '\ud83d' }] }), 'subject'],
		['reject/unknown placeholder', withDevice({ subject: [{ CN: '{mac}' }] }), 'placeholder'],
		['reject/placeholder that every object has', withDevice({ subject: [{ CN: '{constructor}' }] }), 'placeholder'],
		['reject/unknown attribute', withDevice({ subject: [{ XX: 'x' }] }), 'subject'],
		['reject/empty subject', withDevice({ subject: [] }), 'subject'],
		['reject/unknown key type', withDevice({ key: 'dsa' }), 'key'],
		['reject/unknown key usage', withDevice({ keyUsage: ['sign'] }), 'keyUsage'],
		['reject/unknown extended key usage', withDevice({ extendedKeyUsage: ['clientauth'] }), 'extendedKeyUsage'],
		['reject/object identifier that cannot be', withDevice({ extendedKeyUsage: ['1.40.1'] }), 'extendedKeyUsage'],
		['reject/validity without an end', withDevice({ validity: { yearsBefore: 1 } }), 'validity'],
		['reject/validity that ended', withDevice({ validity: { yearsBefore: 1, yearsAfter: -1 } }), 'validity'],
		['reject/OUI with separators', JSON.stringify({ ...shipped, anchor: { ouis: ['00:13:d1'] } }), 'anchor'],
		['reject/MAC rule of an unknown source', JSON.stringify({ ...shipped, anchor: { macRules: [{ source: 'subject.C' }] } }), 'anchor'],
		[
			'reject/MAC rule with two groups',
			JSON.stringify({ ...shipped, anchor: { macRules: [{ source: 'subject.CN', pattern: '(.)(.*)' }] } }),
			'capture group',
		],
		['reject/MD5', withDevice({ digest: 'md5' }), 'digest'],
		['reject/two alternative names in one', withDevice({ subjectAltNames: [{ dns: 'a', uri: 'b' }] }), 'subjectAltNames'],
	])('%s', (_name, json, where) => {
		expect(() => parseRecipe(json)).toThrow(
			expect.objectContaining({ code: 'qa.recipe-invalid', message: expect.stringContaining(where) }),
		);
	});
});

describe('toRecipeMac', () => {
	it('gives addresses for which the anchors may vouch, locally administered ones where they may for any', async () => {
		const recipe = await loadRecipe('cisco');
		expect(toRecipeMac(recipe, 0x1ff)).toBe('000e080001ff');
		expect(toRecipeMac({ ...recipe, anchor: { ...recipe.anchor, ouis: [] } }, 0)).toBe('020000000000');
	});
});

describe('expandTemplate', () => {
	const mac = '0013d1aabb0c';

	it('writes a MAC address in every form', () => {
		const forms = Object.keys(placeholders).map((name) => [name, expandTemplate(`<{${name}}>`, mac)]);
		expect(Object.fromEntries(forms)).toEqual({
			'mac:lower': '<0013d1aabb0c>',
			'mac:upper': '<0013D1AABB0C>',
			'mac:colon': '<00:13:d1:aa:bb:0c>',
			'mac:colon-upper': '<00:13:D1:AA:BB:0C>',
			'mac:dash': '<00-13-d1-aa-bb-0c>',
			'mac:dash-upper': '<00-13-D1-AA-BB-0C>',
			'mac:dotted': '<0013.d1aa.bb0c>',
			serial: `<${String(0xaabb0c).padStart(8, '0')}>`,
		});
	});

	it('writes what generic certificates say where there is none', () => {
		expect(expandTemplate('fff0-{mac:lower}/{serial}', undefined)).toBe('fff0-generic/00000000');
	});
});
