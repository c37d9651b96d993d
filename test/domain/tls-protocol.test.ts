import { describe, expect, it } from 'vitest';
import { parseTlsProtocol, tlsProtocols } from '../../src/domain/tls-protocol.ts';

describe('parseTlsProtocol', () => {
	it.each([
		...tlsProtocols.map((name) => [name, name] as const),
		['tlsv1.2', 'TLSv1.2'] as const,
		[' TLSV1.3 ', 'TLSv1.3'] as const,
		['TLSv1.0', 'TLSv1'] as const,
	])('ok/%j is %s', (text, expected) => {
		expect(parseTlsProtocol(text)).toBe(expected);
	});

	it.each(['SSLv2', 'SSLv3', 'sslv3', 'SSLv2Hello'])('reject/%s is never offered', (text) => {
		expect(() => parseTlsProtocol(text, 'value')).toThrow(expect.objectContaining({ code: 'tls-protocol.not-allowed', field: 'value' }));
	});

	it.each(['', 'TLS', 'TLSv1.4', 'TLSv2', 'TLSv1.2 TLSv1.3', 'all', 'v'.repeat(100_000)])('reject/%s', (text) => {
		expect(() => parseTlsProtocol(text)).toThrow(expect.objectContaining({ code: 'value.invalid' }));
	});
});
