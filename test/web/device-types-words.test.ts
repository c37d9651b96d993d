import { describe, expect, it } from 'vitest';
import { toFileProofs } from '../../src/admin/resources/file-proofs.ts';
import type { DeviceTypeFile } from '../../src/domain/device-type-file.ts';
import { findLines } from '../../src/web/device-types/editor/find-lines.ts';
import { createClassifier } from '../../src/web/device-types/editor/tag-knowledge.ts';
import { findLosses, findRuleWarnings } from '../../src/web/device-types/proof-warnings.ts';
import { type FileRules, type Proof, toProof, toProofLabel, toProofSentence } from '../../src/web/device-types/proof-words.ts';
import { toVendors } from '../../src/web/device-types/trusted-vendors.ts';
import { toSizeText } from '../../src/web/ui/size-text.ts';
import { openSample } from '../app/administration/samples.ts';

const open: Proof = { mac: null, passwordScheme: null, combine: 'Any' };
const either: Proof = { mac: 'certificate', passwordScheme: 'Digest', combine: 'Any' };

const rules: FileRules & { readonly fileFormat: string } = {
	fileFormat: '%BWMACADDRESS%.xml',
	fileCategory: 'Dynamic Profile',
	allowHttp: false,
	allowHttps: true,
	allowUploadFromDevice: false,
	authentication: {
		macBasedFileAuthentication: true,
		macInCert: true,
		macInNonRequestUri: false,
		userNamePasswordFileAuthentication: false,
		useHttpDigestAuthentication: false,
		combine: 'Any',
	},
};

function withProof(part: Partial<FileRules['authentication']>): typeof rules {
	return { ...rules, authentication: { ...rules.authentication, ...part } };
}

describe('the words for a proof', () => {
	it.each<[Proof, readonly string[], string]>([
		[open, [], 'Everybody who knows the address gets this file: nothing has to be proven.'],
		[{ ...open, mac: 'path' }, [], 'A device gets it with its MAC address in the name of the file.'],
		[{ ...open, passwordScheme: 'Basic' }, [], 'A device gets it with its user name and password.'],
		[
			either,
			['Spectralink'],
			'A device gets it with a certificate of Spectralink that names its MAC address, or with its user name and password.',
		],
		[
			{ ...either, combine: 'All' },
			['A', 'B', 'C', 'D'],
			'A device gets it with a certificate of its vendor that names its MAC address and also its user name and password: both are needed.',
		],
	])('ok/%o', (proof, vendors, sentence) => {
		expect(toProofSentence(proof, vendors)).toBe(sentence);
	});

	it('are short in tables', () => {
		expect([open, either, { ...either, combine: 'All' as const }].map(toProofLabel)).toEqual([
			'Open to everybody',
			'Vendor certificate or password (Digest)',
			'Vendor certificate and password (Digest)',
		]);
	});

	it('stand for what the server says of the same settings', async () => {
		const flags = [
			'macBasedFileAuthentication',
			'macInCert',
			'macInNonRequestUri',
			'userNamePasswordFileAuthentication',
			'useHttpDigestAuthentication',
		];
		const [archived] = (await openSample('Sample-Mixed_MAC')).descriptor.files;
		for (let bits = 0; bits < 2 ** flags.length; bits += 1) {
			const chosen = Object.fromEntries(flags.map((flag, index) => [flag, Math.floor(bits / 2 ** index) % 2 === 1]));
			const { authentication } = withProof(chosen);
			const [known] = toFileProofs([{ ...archived?.file, authentication } as DeviceTypeFile]);
			expect(known).toEqual({ ...toProof(authentication), files: 1 });
		}
	});
});

describe('the warnings about the rules of a file', () => {
	const known = { typeHasPassword: true, vendors: ['Vendor'] };
	it.each([
		['a certificate of a CA that is trusted', rules, known, []],
		['no CA at all', rules, { ...known, vendors: [] }, ['no-ca']],
		['a certificate without HTTPS', { ...rules, allowHttp: true, allowHttps: false }, known, ['certificate-https', 'certificate-http']],
		['nothing to prove', withProof({ macBasedFileAuthentication: false }), known, ['open']],
		['no way to fetch it', { ...rules, allowHttps: false }, known, ['no-transport', 'certificate-https']],
		['a header without a pattern', withProof({ macInCert: false, macInNonRequestUri: true }), known, ['header-pattern', 'header-weak']],
		[
			'a name without the MAC address',
			{ ...withProof({ macInCert: false }), fileFormat: 'one-for-all.xml' },
			known,
			['path-name', 'path-weak'],
		],
		[
			'a password that nobody has',
			withProof({ macBasedFileAuthentication: false, userNamePasswordFileAuthentication: true }),
			{ ...known, typeHasPassword: false },
			['no-password'],
		],
		['a building block', { ...withProof({ macBasedFileAuthentication: false }), fileCategory: 'Template Only' as const }, known, []],
	])('ok/%s', (_name, file, surroundings, ids) => {
		expect(findRuleWarnings(file, surroundings).map(({ id }) => id)).toEqual(ids);
	});

	it('tell what devices could do before and cannot any more', () => {
		const password = withProof({ macBasedFileAuthentication: false, userNamePasswordFileAuthentication: true });
		const both = withProof({ userNamePasswordFileAuthentication: true, combine: 'All' });
		const losses = (before: FileRules, after: FileRules) => findLosses(before, after).map(({ id }) => id);
		expect(losses(rules, password)).toEqual(['lost-mac']);
		expect(losses(password, rules)).toEqual(['lost-password']);
		expect(losses(rules, both)).toEqual(['both']);
		expect(losses(withProof({ macBasedFileAuthentication: false }), rules)).toEqual(['was-open']);
		expect(losses(rules, { ...rules, allowHttps: false, allowHttp: true })).toEqual(['lost-https']);
		expect(losses(rules, rules)).toEqual([]);
	});
});

describe('the vendors of devices', () => {
	const anchor = (subject: string, ...ouis: string[]) => ({ kind: 'Http' as const, enabled: true, owner: 'Some CA', subject, ouis });
	const anchors = [
		anchor('CN=Device CA, O=DECT Works\\, Ltd, C=DK', '00:13:d1'),
		anchor('CN=Root CA, O=DECT Works\\, Ltd, C=DK', '00:13:d1'),
		anchor('CN=Other CA, O=Phone Works', '00:04:f2'),
		{ ...anchor('CN=Off CA, O=Off', '00:13:d1'), enabled: false },
		{ ...anchor('CN=CTI CA, O=CTI', '00:13:d1'), kind: 'CTI' as const },
	];

	it.each([
		[['0013d1000001'], ['DECT Works, Ltd']],
		[
			['0004F2000001', '0013d1000001'],
			['DECT Works, Ltd', 'Phone Works'],
		],
		[['aabbcc000001'], []],
		[[], ['DECT Works, Ltd', 'Phone Works']],
	])('ok/%j', (macAddresses, vendors) => {
		expect(toVendors(anchors, macAddresses)).toEqual(vendors);
	});

	it('are called as their CA where that names no organisation', () => {
		expect(toVendors([anchor('CN=Some CA')], ['0013d1000001'])).toEqual(['Some CA']);
	});
});

describe('tags in the editor', () => {
	it('are told apart, with what a preview has found', () => {
		const classify = createClassifier({
			names: [
				{ name: '%BWHOST-n%', level: 'Built-in' },
				{ name: '%NTP%', level: 'System' },
			],
			undefinedNames: new Set(['%GONE%']),
			definedNames: new Set(['%OF_DEVICE%']),
		});
		const names = ['%BWHOST-2%', '%BWNEVER%', '%NTP%', '%OF_DEVICE%', '%GONE%', '%ELSEWHERE%', '%BWEACHLINE-END%'];
		expect(names.map(classify)).toEqual(['built-in', 'wrong', 'custom', 'custom', 'wrong', 'open', 'mark']);
	});

	it('are found in their lines, in the first of them alone', () => {
		const found = findLines('%A%\n%B% %A%\n\n%A%', ['%A%', '%B%', '%C%'], 2);
		expect(Object.fromEntries(found)).toEqual({ '%A%': [1, 2], '%B%': [2], '%C%': [] });
	});
});

it.each([
	[0, '0 bytes'],
	[999, '999 bytes'],
	[1500, '1.5 kB'],
	[24_000_000, '24 MB'],
])('says of %d bytes %s', (bytes, text) => {
	expect(toSizeText(bytes)).toBe(text);
});
