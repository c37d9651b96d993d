import { createHash } from 'node:crypto';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import type { ErrorCode } from '../../src/domain/errors.ts';
import { type RawEntry, type RawZip, toRawZip } from './raw-zip.ts';

/** An archive that an import must refuse, and how. */
export interface BrokenArchive {
	/** Also its file name. */
	readonly name: string;
	readonly code: ErrorCode;
	/** What the message or its findings must say. */
	readonly says?: RegExp;
	readonly build: () => Uint8Array;
}

const mebibyte = 1024 * 1024;
const payloadPath = 'files/motd.txt';
const payload = Buffer.from('Nothing to see here.\n');

/** A smallest sound archive; each broken one differs from it in one place. */
export function buildSoundArchive(): Uint8Array {
	return toRawZip({ entries: soundEntries() });
}

/** One SHA-256, size and path for the only file, as they stand in the descriptor. */
function toContentElement(bytes: Uint8Array): string {
	return `<content path="${payloadPath}" sha256="${createHash('sha256').update(bytes).digest('hex')}" size="${bytes.length}"/>`;
}

const fileElement = `		<file>
			<fileFormat>motd.txt</fileFormat>
			<remoteFileFormat>motd.txt</remoteFileFormat>
			<fileCategory>Static</fileCategory>
			<fileCustomization>Disallow</fileCustomization>
			<fileSource>Manual</fileSource>
			<useHttpDigestAuthentication>false</useHttpDigestAuthentication>
			<macBasedFileAuthentication>false</macBasedFileAuthentication>
			<userNamePasswordFileAuthentication>false</userNamePasswordFileAuthentication>
			<macInNonRequestURI>false</macInNonRequestURI>
			<macInCert>false</macInCert>
			<allowHttp>false</allowHttp>
			<allowHttps>true</allowHttps>
			<allowTftp>false</allowTftp>
			<enableCaching>false</enableCaching>
			<allowUploadFromDevice>false</allowUploadFromDevice>
			${toContentElement(payload)}
		</file>
`;

const descriptor = `<?xml version="1.0" encoding="UTF-8"?>
<deviceTypeArchive formatVersion="1">
	<deviceType>Broken Sample</deviceType>
	<numberOfPorts><unlimited>true</unlimited></numberOfPorts>
	<profile>Intelligent Device Addressing</profile>
	<cpeDeviceOptions>
		<enableMonitoring>false</enableMonitoring>
		<configType>2 File Configuration</configType>
		<deviceManagementDeviceTypeOptions>
			<deviceAccessProtocol>Https</deviceAccessProtocol>
			<tagMode>System</tagMode>
			<allowDeviceProfileCustomTagSet>false</allowDeviceProfileCustomTagSet>
			<allowGroupCustomTagSet>false</allowGroupCustomTagSet>
			<allowSpCustomTagSet>false</allowSpCustomTagSet>
			<sendEmailUponResetFailure>false</sendEmailUponResetFailure>
			<deviceAccessURI>broken-sample</deviceAccessURI>
			<useHttpDigestAuthentication>false</useHttpDigestAuthentication>
			<macBasedFileAuthentication>false</macBasedFileAuthentication>
			<userNamePasswordFileAuthentication>false</userNamePasswordFileAuthentication>
			<macInNonRequestURI>false</macInNonRequestURI>
			<macInCert>false</macInCert>
		</deviceManagementDeviceTypeOptions>
	</cpeDeviceOptions>
	<deviceTypeConfigurationOption>Device Management</deviceTypeConfigurationOption>
	<staticLineOrdering>false</staticLineOrdering>
	<files>
${fileElement}	</files>
</deviceTypeArchive>
`;

/** The text of the descriptor of the sound archive, with replacements that must each find something. */
export function toDescriptor(...replacements: readonly (readonly [found: string, put: string])[]): string {
	return replacements.reduce((text, [found, put]) => {
		if (!text.includes(found)) throw new Error(`the descriptor has no ${found}`);
		return text.replace(found, () => put);
	}, descriptor);
}

const descriptorEntry = (text: string | Uint8Array = descriptor): RawEntry => ({ name: 'device-type.xml', data: text });
const payloadEntry = (change: Partial<RawEntry> = {}): RawEntry => ({ name: payloadPath, data: payload, ...change });
const soundEntries = (): RawEntry[] => [descriptorEntry(), payloadEntry()];

function withDescriptor(...replacements: readonly (readonly [string, string])[]): () => Uint8Array {
	return () => toRawZip({ entries: [descriptorEntry(toDescriptor(...replacements)), payloadEntry()] });
}

function withText(text: string | Uint8Array): () => Uint8Array {
	return () => toRawZip({ entries: [descriptorEntry(text), payloadEntry()] });
}

function withPayload(change: Partial<RawEntry>): () => Uint8Array {
	return () => toRawZip({ entries: [descriptorEntry(), payloadEntry(change)] });
}

/** The content is replaced and the descriptor says so truthfully. */
function withContent(bytes: Uint8Array, change: Partial<RawEntry> = {}): () => Uint8Array {
	const text = toDescriptor([toContentElement(payload), toContentElement(bytes)]);
	return () => toRawZip({ entries: [descriptorEntry(text), payloadEntry({ data: bytes, ...change })] });
}

function withExtra(...entries: readonly RawEntry[]): () => Uint8Array {
	return () => toRawZip({ entries: [...soundEntries(), ...entries] });
}

function around(change: Partial<RawZip>): () => Uint8Array {
	return () => toRawZip({ entries: soundEntries(), ...change });
}

/** Zero bytes, deflated a thousand to one, made from one piece so that it is quick. */
function deflateZeros(megabytes: number): { readonly compressed: Buffer; readonly crc: number; readonly size: number } {
	const zeros = Buffer.alloc(mebibyte);
	const piece = deflateRawSync(zeros, { finishFlush: constants.Z_FULL_FLUSH });
	const pieces = Array.from({ length: megabytes }, () => piece);
	const crc = pieces.reduce((checksum) => crc32(zeros, checksum), 0);
	// An empty last block with fixed codes ends the stream.
	return { compressed: Buffer.concat([...pieces, Buffer.from([0x03, 0x00])]), crc, size: megabytes * mebibyte };
}

/** 100,000 entries in the directory; `count` is what the end record says. */
function manyEntries(count: number): () => Uint8Array {
	return () => {
		const entries = Array.from({ length: 100_000 }, (_, index): RawEntry => ({ name: `files/${index}`, method: 0 }));
		return toRawZip({ entries, count });
	};
}

const toFlag = (name: string, value: boolean): string => `<${name}>${value}</${name}>`;
/** Turns the flags of the file, not those of the device type, which come first. */
function withFile(...replacements: readonly (readonly [string, string])[]): () => Uint8Array {
	const changed = replacements.reduce((text, [found, put]) => text.replace(found, () => put), fileElement);
	return withDescriptor([fileElement, changed]);
}
const turnedOn = (name: string): readonly [string, string] => [toFlag(name, false), toFlag(name, true)];
const tagSets = (tagName: string): readonly [string, string] => [
	'</deviceTypeArchive>',
	`<tagSets><tagSet><tagSetName>Own</tagSetName><tag><tagName>${tagName}</tagName></tag></tagSet></tagSets></deviceTypeArchive>`,
];

const container: readonly BrokenArchive[] = [
	{ name: 'no-zip', code: 'dtaf.not-a-zip', build: () => Buffer.from('#!/bin/sh\nexit 0\n') },
	{ name: 'empty-file', code: 'dtaf.not-a-zip', build: () => Buffer.alloc(0) },
	{ name: 'cut-off', code: 'dtaf.malformed', says: /end is missing/, build: () => buildSoundArchive().subarray(0, 900) },
	{ name: 'prepended-data', code: 'dtaf.prepended-data', build: around({ prefix: Buffer.from('MZ: a program') }) },
	{
		name: 'prepended-data-shifted',
		code: 'dtaf.prepended-data',
		build: around({ prefix: Buffer.from('MZ: a program'), shiftOffsets: true }),
	},
	{ name: 'trailing-data', code: 'dtaf.malformed', says: /14 bytes follow/, build: around({ suffix: Buffer.from('something else') }) },
	{ name: 'hidden-data', code: 'dtaf.malformed', says: /belong to no entry/, build: around({ between: Buffer.from('hidden') }) },
	{ name: 'part-of-several', code: 'dtaf.malformed', says: /one part of several/, build: around({ disk: 1 }) },
	{ name: 'zip64', code: 'dtaf.malformed', says: /zip64/, build: withPayload({ size: 0xffffffff }) },
	{ name: 'second-end-record', code: 'dtaf.malformed', says: /second end record/, build: withPayload({ comment: 'PK\u0005\u0006' }) },
	{ name: 'directory-elsewhere', code: 'dtaf.malformed', says: /not where its end says/, build: around({ directoryBytes: 7 }) },
	{ name: 'fewer-entries-declared', code: 'dtaf.malformed', says: /has 2 entries, its end says 1/, build: around({ count: 1 }) },
	{ name: 'hundred-thousand-entries', code: 'dtaf.too-many-entries', build: manyEntries(0xffff) },
	{ name: 'hundred-thousand-entries-denied', code: 'dtaf.too-many-entries', build: manyEntries(2) },
];

const entries: readonly BrokenArchive[] = [
	{ name: 'traversal', code: 'dtaf.path', says: /leads out/, build: withExtra({ name: 'files/../../etc/passwd' }) },
	{ name: 'absolute-path', code: 'dtaf.path', says: /absolute/, build: withExtra({ name: '/etc/passwd' }) },
	{ name: 'drive-path', code: 'dtaf.path', says: /drive/, build: withExtra({ name: 'C:/boot.ini' }) },
	{ name: 'backslash-path', code: 'dtaf.path', says: /backslash/, build: withExtra({ name: 'files\\..\\..\\boot.ini' }) },
	{ name: 'empty-segment', code: 'dtaf.path', says: /empty segment/, build: withExtra({ name: 'files//motd.txt' }) },
	{ name: 'control-character-in-path', code: 'dtaf.path', says: /control character/, build: withExtra({ name: 'files/a\u0000.txt' }) },
	{ name: 'path-not-utf-8', code: 'dtaf.path', says: /not UTF-8/, build: withExtra({ name: Buffer.from([0x66, 0xff, 0xfe]) }) },
	{ name: 'long-path', code: 'dtaf.path', says: /1700 bytes; the limit is 1600/, build: withExtra({ name: 'f'.repeat(1700) }) },
	{ name: 'symbolic-link', code: 'dtaf.link', build: withPayload({ mode: 0o120777 }) },
	{ name: 'device-node', code: 'dtaf.link', build: withPayload({ mode: 0o020666 }) },
	{ name: 'duplicate-entry', code: 'dtaf.duplicate-entry', build: withExtra(payloadEntry()) },
	{ name: 'case-collision', code: 'dtaf.duplicate-entry', build: withExtra({ name: 'files/MOTD.txt' }) },
	{ name: 'normalisation-collision', code: 'dtaf.duplicate-entry', build: withExtra({ name: 'files/\u00e9' }, { name: 'files/e\u0301' }) },
	{ name: 'compatibility-collision', code: 'dtaf.duplicate-entry', build: withExtra({ name: 'files/tel' }, { name: 'files/\u2121' }) },
	{ name: 'file-and-directory', code: 'dtaf.duplicate-entry', build: withExtra({ name: `${payloadPath}/` }) },
	{ name: 'encrypted', code: 'dtaf.encrypted', build: withPayload({ flags: 1 }) },
	{ name: 'encrypted-aes', code: 'dtaf.encrypted', build: withPayload({ method: 99, compressed: payload }) },
	{ name: 'unknown-compression', code: 'dtaf.compression', says: /method 14/, build: withPayload({ method: 14, compressed: payload }) },
	{ name: 'nested-by-name', code: 'dtaf.nested-archive', build: withExtra({ name: 'files/inner.ZIP' }) },
	{
		name: 'nested-by-content',
		code: 'dtaf.nested-archive',
		says: /content of file motd\.txt/,
		build: () => withContent(buildSoundArchive())(),
	},
	{ name: 'wrong-checksum', code: 'dtaf.crc-mismatch', build: withPayload({ crc: 1 }) },
	{ name: 'two-checksums', code: 'dtaf.crc-mismatch', says: /two checksums/, build: withPayload({ local: { crc: 1 } }) },
	{ name: 'declares-too-little', code: 'dtaf.size-mismatch', build: withContentSize(5) },
	{ name: 'declares-too-much', code: 'dtaf.size-mismatch', build: withContentSize(500) },
	{ name: 'stored-with-two-sizes', code: 'dtaf.size-mismatch', build: withPayload({ method: 0, size: 5 }) },
	{ name: 'two-sizes', code: 'dtaf.size-mismatch', build: withPayload({ local: { size: 5 } }) },
	{
		name: 'two-sizes-with-a-data-descriptor',
		code: 'dtaf.size-mismatch',
		build: withPayload({ dataDescriptor: true, local: { size: 5 } }),
	},
	{ name: 'two-names', code: 'dtaf.malformed', says: /another name or method/, build: withPayload({ local: { name: 'files/evil.txt' } }) },
	{ name: 'two-methods', code: 'dtaf.malformed', says: /another name or method/, build: withPayload({ local: { method: 0 } }) },
	{ name: 'overlapping-entries', code: 'dtaf.malformed', says: /overlap/, build: overlappingEntries },
	{
		name: 'not-deflate',
		code: 'dtaf.malformed',
		says: /cannot be inflated/,
		build: withPayload({ compressed: Buffer.from([0xff, 0xff, 0xff]) }),
	},
	{
		name: 'bytes-after-the-stream',
		code: 'dtaf.size-mismatch',
		says: /fewer compressed bytes/,
		build: withPayload({ compressed: Buffer.concat([deflateRawSync(payload), Buffer.from('more')]) }),
	},
	{ name: 'bomb-honest', code: 'dtaf.entry-too-large', build: () => withPayload(deflateZeros(1024))() },
	{ name: 'bomb-within-the-limit', code: 'dtaf.ratio', build: () => withPayload(deflateZeros(200))() },
	{ name: 'bomb-that-lies', code: 'dtaf.size-mismatch', build: () => withPayload({ ...deflateZeros(1024), size: payload.length })() },
	{ name: 'bomb-in-the-descriptor', code: 'dtaf.entry-too-large', build: () => bombDescriptor() },
	{ name: 'empty-directory', code: 'dtaf.unexpected-entry', says: /is empty/, build: withExtra({ name: 'other/' }) },
];

const documents: readonly BrokenArchive[] = [
	{
		name: 'foreign',
		code: 'dtaf.no-descriptor',
		says: /not recognised.*"Foreign\/type\.xml"/,
		build: () => toRawZip({ entries: [{ name: 'Foreign/type.xml' }] }),
	},
	{ name: 'empty-archive', code: 'dtaf.no-descriptor', says: /it is empty/, build: () => toRawZip({ entries: [] }) },
	{ name: 'utf-16', code: 'dtaf.descriptor-encoding', says: /UTF-16/, build: withText(Buffer.from(`\ufeff${descriptor}`, 'utf16le')) },
	{ name: 'utf-16-without-mark', code: 'dtaf.descriptor-encoding', says: /UTF-16/, build: withText(Buffer.from(descriptor, 'utf16le')) },
	{
		name: 'not-utf-8',
		code: 'dtaf.descriptor-encoding',
		says: /not UTF-8/,
		build: withText(Buffer.from(toDescriptor(['Broken', 'Br\u00f6ken']), 'latin1')),
	},
	{
		name: 'other-encoding-declared',
		code: 'dtaf.descriptor-encoding',
		build: withDescriptor(['encoding="UTF-8"', 'encoding="ISO-8859-1"']),
	},
	{
		name: 'external-entity',
		code: 'dtaf.descriptor-dtd',
		build: withDescriptor(
			['<deviceTypeArchive', '<!DOCTYPE deviceTypeArchive [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<deviceTypeArchive'],
			['Broken Sample', '&x;'],
		),
	},
	{
		name: 'billion-laughs',
		code: 'dtaf.descriptor-dtd',
		build: () => withDescriptor(['<deviceTypeArchive', `${laughs()}<deviceTypeArchive`], ['Broken', '&l9;'])(),
	},
	{ name: 'unknown-entity', code: 'dtaf.descriptor-malformed', says: /entity/, build: withDescriptor(['Broken', '&constructor;']) },
	{ name: 'processing-instruction', code: 'dtaf.descriptor-malformed', build: withDescriptor(['<files>', '<?run me?><files>']) },
	{ name: 'not-well-formed', code: 'dtaf.descriptor-malformed', build: withDescriptor(['</files>', '']) },
	{
		name: 'deeply-nested',
		code: 'dtaf.descriptor-malformed',
		says: /nested more than 12 deep/,
		build: withDescriptor(['<files>', `<files>${'<a>'.repeat(100_000)}`]),
	},
	{
		name: 'many-elements',
		code: 'dtaf.descriptor-malformed',
		says: /more than 100000 elements/,
		build: withDescriptor(['<files>', `<files>${'<a/>'.repeat(100_001)}`]),
	},
	{ name: 'no-format-version', code: 'dtaf.format-version', build: withDescriptor([' formatVersion="1"', '']) },
	{
		name: 'unknown-format-version',
		code: 'dtaf.format-version',
		says: /"2"/,
		build: withDescriptor(['formatVersion="1"', 'formatVersion="2"']),
	},
	{ name: 'other-root', code: 'dtaf.descriptor-invalid', says: /begins with "svg"/, build: withText('<svg/>') },
	{ name: 'missing-payload', code: 'dtaf.missing-payload', build: () => toRawZip({ entries: [descriptorEntry()] }) },
	{ name: 'unexpected-entry', code: 'dtaf.unexpected-entry', build: withExtra({ name: 'files/other.txt' }) },
	{
		name: 'wrong-sha-256',
		code: 'dtaf.sha256-mismatch',
		build: withDescriptor(
			['sha256="', 'sha256="0000'],
			[createHash('sha256').update(payload).digest('hex'), createHash('sha256').update(payload).digest('hex').slice(4)],
		),
	},
];

const values: readonly BrokenArchive[] = [
	{
		name: 'unknown-element',
		code: 'dtaf.descriptor-invalid',
		says: /file knows no element macincert/,
		build: withFile(['<fileSource>', '<macincert>true</macincert><fileSource>']),
	},
	{
		name: 'unknown-attribute',
		code: 'dtaf.descriptor-invalid',
		says: /no attribute href/,
		build: withDescriptor(['<content ', '<content href="x" ']),
	},
	{
		name: 'missing-element',
		code: 'dtaf.descriptor-invalid',
		says: /file has no macInCert/,
		build: withFile([toFlag('macInCert', false), '']),
	},
	{
		name: 'element-twice',
		code: 'dtaf.descriptor-invalid',
		says: /macInCert is there twice/,
		build: withFile([toFlag('macInCert', false), toFlag('macInCert', false) + toFlag('macInCert', true)]),
	},
	{
		name: 'not-a-boolean',
		code: 'dtaf.descriptor-invalid',
		says: /macInCert is "yes"/,
		build: withFile([toFlag('macInCert', false), '<macInCert>yes</macInCert>']),
	},
	{
		name: 'both-mac-flags',
		code: 'dtaf.descriptor-invalid',
		says: /macInCert and macInNonRequestURI exclude each other/,
		build: withFile(turnedOn('macInCert'), turnedOn('macInNonRequestURI'), turnedOn('macBasedFileAuthentication')),
	},
	{
		name: 'mac-in-cert-without-mac-based',
		code: 'dtaf.descriptor-invalid',
		says: /macInCert needs macBasedFileAuthentication/,
		build: withFile(turnedOn('macInCert')),
	},
	{
		name: 'long-file-format',
		code: 'dtaf.descriptor-invalid',
		says: /fileFormat has 129 characters; the limit is 128/,
		build: withFile(['>motd.txt<', `>${'f'.repeat(129)}<`]),
	},
	{
		name: 'file-format-traversal',
		code: 'dtaf.descriptor-invalid',
		says: /has a segment "\.\."/,
		build: withFile(['>motd.txt<', '>../../motd.txt<']),
	},
	{
		name: 'unclosed-tag',
		code: 'dtaf.descriptor-invalid',
		says: /percent sign that belongs to no tag/,
		build: withFile(['>motd.txt<', '>%BWMACADDRESS.txt<']),
	},
	{
		name: 'duplicate-file-format',
		code: 'dtaf.descriptor-invalid',
		says: /"MOTD\.txt" is there twice/,
		build: withDescriptor([fileElement, fileElement + withoutContent(fileElement).replaceAll('>motd.txt<', '>MOTD.txt<')]),
	},
	{
		name: 'custom-tag-like-a-built-in',
		code: 'dtaf.descriptor-invalid',
		says: /begins with %BW/,
		build: withDescriptor(tagSets('%BWFOO%')),
	},
	{ name: 'custom-tag-unclosed', code: 'dtaf.descriptor-invalid', says: /tag name "%%FOO%"/, build: withDescriptor(tagSets('%FOO')) },
	{
		name: 'content-outside-of-files',
		code: 'dtaf.descriptor-invalid',
		says: /does not begin with files\//,
		build: withDescriptor([payloadPath, 'device-type.xml']),
	},
	{
		name: 'bad-device-access-uri',
		code: 'dtaf.descriptor-invalid',
		says: /deviceAccessURI ".*" has a segment "\.\."/,
		build: withDescriptor(['>broken-sample<', '>a/../b<']),
	},
];

/** Every archive that must be refused; none shares its reason with another. */
export const brokenArchives: readonly BrokenArchive[] = [...container, ...entries, ...documents, ...values];

/** An archive that is sound but for a password, which an import drops and tells. */
export function buildArchiveWithPassword(password: string): Uint8Array {
	const credentials = `<accessDeviceCredentials><userName>phones</userName><password>${password}</password></accessDeviceCredentials>`;
	return withDescriptor(['<deviceAccessURI>', `${credentials}<deviceAccessURI>`])();
}

function withContentSize(size: number): () => Uint8Array {
	const text = toDescriptor([`size="${payload.length}"`, `size="${size}"`]);
	return () => toRawZip({ entries: [descriptorEntry(text), payloadEntry({ size })] });
}

/** The second entry lies inside the first, stored one: read both, and the bytes between count twice. */
function overlappingEntries(): Uint8Array {
	const alone = toRawZip({ entries: [payloadEntry()] });
	const data = alone.subarray(0, alone.indexOf(Buffer.from('PK\x01\x02', 'latin1')));
	const outer: RawEntry = { name: 'files/outer', data, method: 0 };
	return toRawZip({ entries: [outer, descriptorEntry(), payloadEntry({ offset: 30 + outer.name.length })] });
}

function withoutContent(file: string): string {
	return file.replace(/\t*<content [^>]*>\n/, '');
}

function bombDescriptor(): Uint8Array {
	const text = Buffer.from(`${descriptor}${' '.repeat(3 * mebibyte)}`);
	// Stored, so that the ratio is beyond reproach.
	return toRawZip({ entries: [{ ...descriptorEntry(text), method: 0 }, payloadEntry()] });
}

function laughs(): string {
	const levels = Array.from({ length: 9 }, (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`);
	return `<!DOCTYPE deviceTypeArchive [<!ENTITY l0 "ha">${levels.join('')}]>\n`;
}
