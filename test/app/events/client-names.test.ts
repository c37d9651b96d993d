import { describe, expect, it } from 'vitest';
import { toClientNames } from '../../../src/app/events/client-names.ts';
import { parseCertificate } from '../../../src/pki/certificate.ts';
import { general, type NameSpec, text } from '../../helpers/der-writer.ts';
import { ext, mintLeaf } from '../../helpers/mint-certificate.ts';

interface Row {
	readonly row: string;
	readonly subject: NameSpec;
	readonly alternatives?: readonly Buffer[];
	/** A text: the refusal must contain it. */
	readonly names: readonly string[] | string;
}

const rows: readonly Row[] = [
	{ row: 'ok/common name', subject: [['CN', 'reader']], names: ['reader'] },
	{ row: 'ok/common name that is a DNS name, without case', subject: [['CN', 'Reader.Example.COM']], names: ['reader.example.com'] },
	{ row: 'ok/common name that is a URI, with case', subject: [['CN', 'urn:App:Reader']], names: ['urn:App:Reader'] },
	{
		row: 'ok/common name beside another attribute in one RDN',
		subject: [
			[
				['CN', 'reader'],
				['OU', 'x'],
			],
		],
		names: ['reader'],
	},
	{
		row: 'ok/DNS names without case',
		subject: [],
		alternatives: [general.dns('A.example.com'), general.dns('b')],
		names: ['a.example.com', 'b'],
	},
	{ row: 'ok/URI as it is', subject: [], alternatives: [general.uri('spiffe://Example/reader')], names: ['spiffe://Example/reader'] },
	{ row: 'ok/common name beside an address', subject: [['CN', 'reader']], alternatives: [general.ip(10, 0, 0, 1)], names: ['reader'] },
	{
		row: 'ok/common name beside a mailbox',
		subject: [['CN', 'reader']],
		alternatives: [general.email('a@example.com')],
		names: ['reader'],
	},
	{ row: 'reject/common name beside a DNS name', subject: [['CN', 'reader']], alternatives: [general.dns('other')], names: ['other'] },
	{ row: 'reject/common name beside a URI', subject: [['CN', 'reader']], alternatives: [general.uri('urn:x:y')], names: ['urn:x:y'] },
	{ row: 'reject/DNS name with a wildcard', subject: [['CN', 'reader']], alternatives: [general.dns('*.example.com')], names: [] },
	{ row: 'reject/DNS name in the form of a URI', subject: [], alternatives: [general.dns('urn:app:reader')], names: [] },
	{ row: 'reject/URI in the form of a DNS name', subject: [], alternatives: [general.uri('reader')], names: [] },
	{ row: 'reject/DNS name with a NUL', subject: [], alternatives: [general.dns('reader\0.example.com')], names: [] },
	{ row: 'reject/DNS name with a dot at its end', subject: [], alternatives: [general.dns('reader.')], names: [] },
	{ row: 'reject/no name', subject: [['O', 'Nobody']], names: 'neither' },
	{
		row: 'reject/two common names',
		subject: [
			['CN', 'reader'],
			['CN', 'reader'],
		],
		names: '2 common names',
	},
	{
		row: 'reject/two common names in one RDN',
		subject: [
			[
				['CN', 'reader'],
				['CN', 'writer'],
			],
		],
		names: '2 common names',
	},
	{ row: 'reject/common name with a NUL', subject: [['CN', text.utf8('reader\0x')]], names: 'ASCII' },
	{ row: 'reject/common name with a line break', subject: [['CN', text.utf8('reader\nCN=writer')]], names: 'ASCII' },
	{ row: 'reject/common name with a look-alike', subject: [['CN', text.utf8('rеader')]], names: 'ASCII' },
	{ row: 'reject/common name with a space', subject: [['CN', ' reader']], names: 'ASCII' },
	{ row: 'reject/common name in no string type', subject: [['CN', Buffer.from([4, 2, 0x61, 0x62])]], names: 'ASCII' },
];

describe('the names of a client', () => {
	it.each(rows)('$row', ({ subject, alternatives = [], names }) => {
		const more = alternatives.length === 0 ? [] : [ext.subjectAltName(...alternatives)];
		const parsed = parseCertificate(mintLeaf({ subject: subject.length === 0 ? [['O', 'Nobody']] : subject, more }).der);
		const found = parsed.ok ? toClientNames(parsed.value) : parsed;
		if (typeof names === 'string') expect(found).toEqual({ ok: false, reason: expect.stringContaining(names) });
		else expect(found).toEqual({ ok: true, value: new Set(names) });
	});
});
