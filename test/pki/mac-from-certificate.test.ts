import { describe, expect, it } from 'vitest';
import { DmsError } from '../../src/domain/errors.ts';
import type { CertificateReason } from '../../src/domain/reason.ts';
import type { MacRule } from '../../src/domain/trust-anchor.ts';
import { checkMacRules } from '../../src/pki/mac-rule.ts';
import { type AttributeSpec, general, type NameSpec, octetString, oid, sequence, text } from '../helpers/der-writer.ts';
import { judgeChain } from '../helpers/judge-chain.ts';
import { ext, mintCa, mintLeaf } from '../helpers/mint-certificate.ts';

const root = mintCa({ name: 'Root' });
const mac = '0013d1aabbcc';
const otherMac = '0013d1ffffff';

interface Device {
	readonly subject: NameSpec;
	readonly names?: readonly Uint8Array[];
	readonly rules?: readonly MacRule[];
}

function macOf({ subject, names = [], rules = [] }: Device): string | null {
	const leaf = mintLeaf({ parent: root, subject, more: names.length === 0 ? [] : [ext.subjectAltName(...names)] });
	const report = judgeChain({ leaf, anchors: [root], macRules: rules, purpose: 'device' });
	return report.reason ?? report.mac;
}

const { dns, uri, directory, otherName } = general;
const octets = (hex: string): Buffer => octetString(Buffer.from(hex, 'hex'));
const macName = (hex: string): Buffer => otherName('1.3.6.1.5.5.7.8.12', octets(hex));
const hardware = (serial: Uint8Array): Buffer => otherName('1.3.6.1.5.5.7.8.4', sequence(oid('1.3.6.1.4.1.55555.7'), octetString(serial)));
const generic: AttributeSpec = ['CN', 'phone.example.com'];

const found: readonly (readonly [string, Device])[] = [
	['common name, upper case', { subject: [['CN', '0013D1AABBCC']] }],
	['common name, lower case', { subject: [['CN', '0013d1aabbcc']] }],
	['common name with colons', { subject: [['CN', '00:13:D1:AA:BB:CC']] }],
	['common name with dashes', { subject: [['CN', '00-13-d1-aa-bb-cc']] }],
	['common name in dotted form', { subject: [['CN', '0013.d1aa.bbcc']] }],
	['PrintableString', { subject: [['CN', text.printable(mac)]] }],
	['T61String', { subject: [['CN', text.t61(mac)]] }],
	['BMPString', { subject: [['CN', text.bmp(mac)]] }],
	['UniversalString', { subject: [['CN', text.universal(mac)]] }],
	['IA5String', { subject: [['CN', text.ia5(mac)]] }],
	[
		'common name within an RDN of two attributes',
		{
			subject: [
				['O', 'Acme'],
				[
					['OU', 'Phones'],
					['CN', mac],
				],
			],
		},
	],
	[
		'two common names that are equal',
		{
			subject: [
				['CN', mac],
				['CN', '00:13:D1:AA:BB:CC'],
			],
		},
	],
	['serial number attribute', { subject: [generic, ['serialNumber', mac]] }],
	['MAC otherName', { subject: [generic], names: [macName(mac)] }],
	['MAC otherName twice', { subject: [generic], names: [macName(mac), macName(mac)] }],
	['urn:mac', { subject: [generic], names: [uri('urn:mac:00-13-D1-AA-BB-CC')] }],
	['urn:dev:mac, widened to an EUI-64', { subject: [generic], names: [uri('urn:dev:mac:0013d1fffeaabbcc')] }],
	['common name and alternative name agree', { subject: [['CN', mac]], names: [macName(mac), uri(`urn:mac:${mac}`)] }],
	[
		'state, as Cisco has it',
		{
			subject: [
				['OU', 'CP-8841-3PCC'],
				['L', '88012BA01234'],
				['ST', mac],
			],
			rules: [{ source: 'subject.ST' }],
		},
	],
	[
		'end of the serial number, as old Yealink phones have it',
		{
			subject: [
				['CN', 'yealink.com'],
				['serialNumber', `ffffffff-ffff-ffff-fff0-${mac}`],
			],
			rules: [{ source: 'subject.serialNumber', pattern: '[0-9a-f-]*-([0-9a-f]{12})' }],
		},
	],
	['organizational unit', { subject: [['OU', mac]], rules: [{ source: 'subject.OU' }] }],
	[
		'DNS name with a suffix',
		{
			subject: [generic],
			names: [dns(`${mac}.phones.example.com`)],
			rules: [{ source: 'san.dns', pattern: '([0-9a-f]{12})\\.phones\\.example\\.com' }],
		},
	],
	[
		'directory name in the alternative names, as Microchip has it',
		{
			subject: [generic],
			names: [directory([['serialNumber', '0013D1AABBCC']])],
			rules: [{ source: 'san.directoryName.serialNumber' }],
		},
	],
	[
		'hardware module name, six octets',
		{ subject: [generic], names: [hardware(Buffer.from(mac, 'hex'))], rules: [{ source: 'san.otherName.hardwareModuleName' }] },
	],
	[
		'hardware module name, text',
		{ subject: [generic], names: [hardware(Buffer.from('0013D1AABBCC'))], rules: [{ source: 'san.otherName.hardwareModuleName' }] },
	],
	[
		'pattern without a group: the attribute is the MAC',
		{ subject: [['CN', mac]], rules: [{ source: 'subject.CN', pattern: '0013d1[0-9a-f]{6}' }] },
	],
	[
		'a search pattern as BroadWorks has it',
		{ subject: [['CN', `phone-${mac}-x`]], rules: [{ source: 'subject.CN', pattern: '.*([0-9a-fA-F]{12}).*' }] },
	],
	[
		'the second rule, where the first finds nothing',
		{ subject: [generic, ['ST', mac]], rules: [{ source: 'subject.CN' }, { source: 'subject.ST' }] },
	],
];

const refused: readonly (readonly [string, CertificateReason, Device])[] = [
	[
		'generic certificate',
		'certificate.no-mac',
		{
			subject: [
				['OU', 'cisco.com'],
				['L', 'ciscogeneric'],
				['ST', 'ciscogeneric'],
			],
		},
	],
	['no subject at all', 'certificate.no-mac', { subject: [] }],
	['a place that no rule names', 'certificate.no-mac', { subject: [generic, ['OU', mac]] }],
	['more around the MAC than the pattern says', 'certificate.no-mac', { subject: [['CN', `phone-${mac}`]] }],
	[
		'a pattern that matches only a part',
		'certificate.no-mac',
		{ subject: [['CN', `x${mac}`]], rules: [{ source: 'subject.CN', pattern: '([0-9a-f]{12})' }] },
	],
	[
		'a pattern whose group is no MAC',
		'certificate.no-mac',
		{ subject: [['CN', 'phone-77']], rules: [{ source: 'subject.CN', pattern: 'phone-(.*)' }] },
	],
	['NUL behind the MAC', 'certificate.no-mac', { subject: [['CN', `${mac}\u0000.evil.example`]] }],
	[
		'NUL, and a pattern that would take it',
		'certificate.no-mac',
		{ subject: [['CN', `${mac}\u0000`]], rules: [{ source: 'subject.CN', pattern: '(?s)(.{12}).*' }] },
	],
	['line break behind the MAC', 'certificate.no-mac', { subject: [['CN', `${mac}\n`]] }],
	['line break and another attribute in the text', 'certificate.no-mac', { subject: [['CN', `x\nCN=${mac}`]] }],
	[
		'another attribute in the text of one',
		'certificate.no-mac',
		{
			subject: [
				['O', `Acme, CN=${mac}`],
				['CN', `x/CN=${mac}`],
			],
		},
	],
	['digits of another script', 'certificate.no-mac', { subject: [['CN', '\uff10\uff10\uff11\uff13d1aabbcc']] }],
	['mixed separators', 'certificate.no-mac', { subject: [['CN', '00:13-d1:aa:bb:cc']] }],
	['eleven digits', 'certificate.no-mac', { subject: [['CN', mac.slice(1)]] }],
	['an EUI-64 otherName', 'certificate.no-mac', { subject: [generic], names: [macName('0013d1fffeaabbcc')] }],
	['an otherName of another shape', 'certificate.no-mac', { subject: [generic], names: [otherName('1.3.6.1.5.5.7.8.12', text.utf8(mac))] }],
	[
		'a long attribute',
		'certificate.no-mac',
		{ subject: [['CN', `${' '.repeat(2000)}${mac}`]], rules: [{ source: 'subject.CN', pattern: ' *(.*)' }] },
	],
	[
		'two common names',
		'certificate.ambiguous-mac',
		{
			subject: [
				['CN', mac],
				['CN', otherMac],
			],
		},
	],
	[
		'two common names in one RDN',
		'certificate.ambiguous-mac',
		{
			subject: [
				[
					['CN', mac],
					['CN', otherMac],
				],
			],
		},
	],
	[
		'common name and serial number differ',
		'certificate.ambiguous-mac',
		{
			subject: [
				['CN', mac],
				['serialNumber', otherMac],
			],
		},
	],
	['common name and alternative name differ', 'certificate.ambiguous-mac', { subject: [['CN', mac]], names: [macName(otherMac)] }],
	['two alternative names', 'certificate.ambiguous-mac', { subject: [generic], names: [macName(mac), macName(otherMac)] }],
	[
		'a real address beside a zero one',
		'certificate.ambiguous-mac',
		{
			subject: [
				['CN', mac],
				['CN', '000000000000'],
			],
		},
	],
	[
		'a search pattern that fits two addresses',
		'certificate.ambiguous-mac',
		{
			subject: [['CN', `${mac}-${otherMac}`]],
			rules: [{ source: 'subject.CN', pattern: '.*([0-9a-fA-F]{12}).*' }],
		},
	],
	['zero', 'certificate.mac-invalid', { subject: [['CN', '00:00:00:00:00:00']] }],
	['broadcast', 'certificate.mac-invalid', { subject: [['CN', 'FFFFFFFFFFFF']] }],
	['multicast', 'certificate.mac-invalid', { subject: [['CN', '01005e000001']] }],
];

const badRules: readonly (readonly [string, MacRule, string])[] = [
	['not an expression', { source: 'subject.CN', pattern: '(' }, 'MAC rule 2 (subject.CN)'],
	['two groups', { source: 'subject.CN', pattern: '(..)(..)' }, '2 capture groups'],
	['look-ahead, which has no linear time', { source: 'subject.OU', pattern: '(?=a)b' }, 'MAC rule 2 (subject.OU)'],
	['back reference', { source: 'subject.OU', pattern: '(a)\\1' }, 'RE2'],
	['repetition of repetitions', { source: 'subject.OU', pattern: '((a{1000}){1000}){1000}' }, 'RE2'],
];

describe('the MAC address of a certificate', () => {
	it.each([...found])('ok/%s', (_name, device) => expect(macOf(device)).toBe(mac));
	it.each([...refused])('reject/%s', (_name, expected, device) => expect(macOf(device)).toBe(expected));

	it('says that an EUI-64 was there', () => {
		const leaf = mintLeaf({ parent: root, subject: [generic], more: [ext.subjectAltName(macName('0013d1fffeaabbcc'))] });
		expect(judgeChain({ leaf, anchors: [root], purpose: 'device' }).detail).toContain('EUI-64');
	});

	it('names both places when a certificate is ambiguous', () => {
		const leaf = mintLeaf({
			parent: root,
			subject: [
				['CN', mac],
				['serialNumber', otherMac],
			],
		});
		expect(judgeChain({ leaf, anchors: [root], purpose: 'device' }).detail).toBe(
			`${mac} in subject.CN, ${otherMac} in subject.serialNumber`,
		);
	});

	it('is not looked for where a path is enough', () => {
		const leaf = mintLeaf({ parent: root, subject: [generic] });
		expect(judgeChain({ leaf, anchors: [root], purpose: 'path' })).toMatchObject({ accepted: true, mac: null });
	});
});

describe('rules of an administrator', () => {
	it.each([...badRules])('reject/%s', (_name, rule, complaint) => {
		const check = (): void => checkMacRules([{ source: 'subject.CN' }, rule]);
		expect(check).toThrow(DmsError);
		expect(check).toThrow(expect.objectContaining({ code: 'value.invalid', message: expect.stringContaining(complaint) }));
	});

	it('ok/groups that only bracket', () =>
		expect(() => checkMacRules([{ source: 'subject.CN', pattern: '(?:MAC|mac)=(.*)' }])).not.toThrow());

	it('a pattern that makes a backtracking engine hang answers at once', () => {
		const start = performance.now();
		expect(macOf({ subject: [['CN', 'z'.repeat(1000)]], rules: [{ source: 'subject.CN', pattern: '(?:z+)+([0-9a-f]{12})' }] })).toBe(
			'certificate.no-mac',
		);
		expect(performance.now() - start).toBeLessThan(500);
	});
});
