import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseClientCert, parseClientCertChain, parseEscapedPem } from '../../src/http/client-cert-header.ts';
import { mint } from '../tls/client-certificates.ts';

const { der, certificate: pem } = mint({ name: 'device' });
const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
const sequenceOf = (content: Uint8Array) => `:${Buffer.from(content).toString('base64')}:`;
/** As nginx escapes: everything but unreserved characters, in capitals. */
const escapeAll = (text: string) =>
	text.replace(/[^A-Za-z0-9._~-]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);

describe('Client-Cert', () => {
	it('ok/gives back every content', () => {
		fc.assert(
			fc.property(bytes, (content) => {
				const parsed = parseClientCert(sequenceOf(content));
				expect(parsed.ok && Buffer.from(parsed.value).equals(content)).toBe(true);
			}),
		);
	});

	it.each([
		['nothing', ''],
		['an empty sequence', '::'],
		['no colons', der.toString('base64')],
		['one colon', `:${der.toString('base64')}`],
		['a space around it', ` ${sequenceOf(der)} `],
		['a space in it', ':AA AA:'],
		['a parameter', `${sequenceOf(der)};verified=?1`],
		['two members', `${sequenceOf(der)}, ${sequenceOf(der)}`],
		['no padding', ':AAA:'],
		['padding that is too long', ':AAA==:'],
		['bits beside the last byte', ':AAB=:'],
		['the alphabet of URLs', ':_-8=:'],
		['PEM', pem.replaceAll('\n', '')],
		['a quoted string', '"AAAA"'],
		['too much', sequenceOf(Buffer.alloc(30_000))],
	])('reject/%s', (_, value) => {
		expect(parseClientCert(value).ok).toBe(false);
	});
});

describe('Client-Cert-Chain', () => {
	it('ok/gives back every list, with white space between its members or without', () => {
		fc.assert(
			fc.property(fc.array(bytes, { minLength: 1, maxLength: 10 }), fc.constantFrom(',', ', ', ' ,\t'), (contents, comma) => {
				const parsed = parseClientCertChain(contents.map(sequenceOf).join(comma));
				expect(parsed.ok && parsed.value.map((member) => Buffer.from(member))).toEqual(contents.map((content) => Buffer.from(content)));
			}),
		);
	});

	it.each([
		['nothing', ''],
		['an empty member', ':AAAA:,,:AAAA:'],
		['a comma at the end', ':AAAA:,'],
		['a member of another kind', ':AAAA:, "x"'],
		['an inner list', '(:AAAA:)'],
		['eleven members', Array.from({ length: 11 }, () => ':AAAA:').join(',')],
		['too much', Array.from({ length: 4 }, () => sequenceOf(Buffer.alloc(15_000))).join(',')],
	])('reject/%s', (_, value) => {
		expect(parseClientCertChain(value).ok).toBe(false);
	});
});

describe('a percent-encoded PEM certificate', () => {
	it.each([
		['as nginx writes it', escapeAll(pem)],
		['with small digits', escapeAll(pem).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())],
		['that leaves + / = as they are', encodeURI(pem)],
		['with the line ends of Windows', escapeAll(pem.replaceAll('\n', '\r\n'))],
		['without its last line end', escapeAll(pem.trimEnd())],
	])('ok/%s', (_, value) => {
		const parsed = parseEscapedPem(value);
		expect(parsed.ok && der.equals(parsed.value)).toBe(true);
	});

	it.each([
		['nothing', ''],
		['PEM as it is', pem],
		['PEM in one line, as $ssl_client_cert is sent', pem.replaceAll('\n', ' ')],
		['two certificates', escapeAll(pem + pem)],
		['text before it', escapeAll(`subject\n${pem}`)],
		['text after it', escapeAll(`${pem}more`)],
		['a key', escapeAll(pem.replaceAll('CERTIFICATE', 'PRIVATE KEY'))],
		['a broken escape', `${escapeAll(pem)}%0`],
		['a NUL', escapeAll(pem.replace('\n', '\0'))],
		['bytes beyond ASCII', `${escapeAll(pem)}%C3%A4`],
		['base64 with a hole', escapeAll(pem.replace(/\n(.{8})/, '\n$1 '))],
		['no base64', escapeAll('-----BEGIN CERTIFICATE-----\n====\n-----END CERTIFICATE-----\n')],
		['two values that Node has joined', `${escapeAll(pem)}, ${escapeAll(pem)}`],
		['too much', escapeAll(pem) + 'A'.repeat(40_000)],
	])('reject/%s', (_, value) => {
		expect(parseEscapedPem(value).ok).toBe(false);
	});

	it('reject/whatever else comes, without an error', () => {
		fc.assert(
			fc.property(fc.string({ maxLength: 500, unit: 'binary' }), (value) => {
				expect(parseEscapedPem(value).ok).toBe(false);
				expect(parseClientCert(`${value}x`).ok).toBe(false);
			}),
		);
	});
});
