import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRecordText } from '../../src/domain/access-record.ts';
import { type MacRule, macSources } from '../../src/domain/trust-anchor.ts';
import { parseCertificate, toSubjectText } from '../../src/pki/certificate.ts';
import { findMac } from '../../src/pki/mac-from-certificate.ts';
import { compileMacRules } from '../../src/pki/mac-rule.ts';
import { findMacsInSubjectText } from '../../src/pki/macs-in-subject-text.ts';
import { type AttributeSpec, bitString, type NameSpec } from '../helpers/der-writer.ts';
import { mintCa, mintLeaf } from '../helpers/mint-certificate.ts';

const root = mintCa({ name: 'Root' });
const mac = '0013d1aabbcc';
const other = '0013d1ffffff';

const toCertificate = (subject: NameSpec) => {
	const parsed = parseCertificate(mintLeaf({ parent: root, subject }).der);
	return parsed.ok ? parsed.value : expect.fail(parsed.reason.detail);
};
const find = (subject: string, rules: readonly MacRule[]) => findMacsInSubjectText(subject, compileMacRules(rules));

describe('MAC addresses in a subject that was kept as text', () => {
	it.each<[string, NameSpec, readonly MacRule[], readonly string[]]>([
		['the common name', [['CN', '00:13:D1:AA:BB:CC']], [], [mac]],
		[
			'the serial number beside it',
			[
				['CN', 'phone'],
				['serialNumber', mac],
			],
			[],
			[mac],
		],
		[
			'two places',
			[
				['CN', mac],
				['serialNumber', other],
			],
			[],
			[mac, other],
		],
		['a place that no rule names', [['OU', mac]], [], []],
		['a place that a rule names', [['OU', mac]], [{ source: 'subject.OU' }], [mac]],
		['a part of the value', [['CN', `phone ${mac}`]], [{ source: 'subject.CN', pattern: 'phone (.*)' }], [mac]],
		[
			'one RDN of two attributes',
			[
				[
					['OU', 'Phones'],
					['CN', mac],
				],
			],
			[],
			[mac],
		],
		[
			'what separates and escapes',
			[
				['O', 'A, CN=x+y\\'],
				['CN', `"<${mac}>"; #`],
			],
			[{ source: 'subject.CN', pattern: '"<(.*)>"; #' }],
			[mac],
		],
		['a control character', [['CN', `${mac}\n`]], [], []],
		['no text', [['CN', bitString(Buffer.of(1))]], [], []],
		['nothing', [], [], []],
	])('%s', (_name, subject, rules, expected) => {
		expect(find(toSubjectText(toCertificate(subject)), rules)).toEqual({ macs: new Set(expected), isWhole: true });
	});

	it('are those of the certificate', () => {
		const value = fc.oneof(
			fc.constantFrom(mac, other, mac.toUpperCase()),
			fc
				.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'a1 ,+=\\"<>;#\u00e9\u0001\u200b') })
				.map((noise) => `${noise}${mac}`),
		);
		const attribute = fc.tuple(fc.constantFrom('CN', 'serialNumber', 'OU', 'ST', 'O'), value);
		const rules = compileMacRules(
			macSources.filter((source) => source.startsWith('subject.')).map((source) => ({ source, pattern: '(?s:.*)([0-9a-fA-F]{12})' })),
		);
		fc.assert(
			fc.property(fc.array(attribute, { minLength: 1, maxLength: 3 }), (subject) => {
				const certificate = toCertificate(subject);
				const found = findMac(certificate, rules);
				const { macs } = findMacsInSubjectText(toSubjectText(certificate), rules);
				if (found.ok) expect([...macs]).toEqual([found.value.mac]);
				else
					expect([macs.size > 1, found.reason.reason]).toEqual([
						macs.size > 1,
						macs.size > 1 ? 'certificate.ambiguous-mac' : 'certificate.no-mac',
					]);
			}),
			{ numRuns: 60 },
		);
	});

	it('may be more where the text was cut', () => {
		const long = toRecordText(
			toSubjectText(toCertificate([['CN', 'x'.repeat(60)], ...Array.from({ length: 5 }, (): AttributeSpec => ['OU', 'y'.repeat(60)])])),
		);
		expect(find(long, [])).toEqual({ macs: new Set(), isWhole: false });
	});
});
