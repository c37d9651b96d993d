import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNegotiateToken } from '../../../src/admin/sso/kerberos/parse-negotiate-token.ts';
import { explicit, integer, namedBits, octetString, oid, sequence, text, tlv } from '../../helpers/der-writer.ts';

const spnego = oid('1.3.6.1.5.5.2');
const kerberos = oid('1.2.840.113554.1.2.2');
const windowsKerberos = oid('1.2.840.48018.1.2.2');
const ntlm = oid('1.3.6.1.4.1.311.2.2.10');
const authenticator = Buffer.from('an authenticator that nobody can read');

const encrypted = (type: number, cipher: Uint8Array): Buffer =>
	sequence(explicit(0, integer(type)), explicit(1, integer(2)), explicit(2, octetString(cipher)));
/** RFC 4120 5.5.1, with the tags of RFC 4120 5.3. */
const apRequest = (ticketType: number, authenticatorType: number): Buffer => {
	const name = sequence(explicit(0, integer(3)), explicit(1, sequence(text.ia5('HTTP'), text.ia5('localhost'))));
	const ticket = sequence(
		explicit(0, integer(5)),
		explicit(1, text.ia5('X')),
		explicit(2, name),
		explicit(3, encrypted(ticketType, Buffer.of(1))),
	);
	return tlv(
		0x6e,
		sequence(
			explicit(0, integer(5)),
			explicit(1, integer(14)),
			explicit(2, namedBits(2)),
			explicit(3, tlv(0x61, ticket)),
			explicit(4, encrypted(authenticatorType, authenticator)),
		),
	);
};
const bare = (request = apRequest(18, 18), mechanism = kerberos, id = Buffer.of(1, 0)): Buffer => tlv(0x60, mechanism, id, request);
const negotiated = (mechanisms: readonly Buffer[], token = bare(), ...more: readonly Buffer[]): Buffer =>
	tlv(0x60, spnego, explicit(0, sequence(explicit(0, sequence(...mechanisms)), explicit(2, octetString(token)), ...more)));

describe('taking a token of Negotiate apart', () => {
	const accepted: readonly [name: string, token: Buffer][] = [
		['ok/Kerberos', bare()],
		['ok/Kerberos in a negotiation', negotiated([kerberos, ntlm])],
		['ok/Kerberos as Windows names it', negotiated([windowsKerberos, kerberos, ntlm], bare(apRequest(18, 18), windowsKerberos))],
		['ok/a negotiation with a checksum', negotiated([kerberos], bare(), explicit(3, octetString(Buffer.of(1))))],
		...[17, 18, 19, 20].map((type): [string, Buffer] => [`ok/AES as type ${type}`, bare(apRequest(type, type))]),
	];
	it.each(accepted)('%s', (_name, token) => {
		const authenticatorDigest = createHash('sha256').update(authenticator).digest('hex');
		expect(parseNegotiateToken(token)).toEqual({ ok: true, value: { authenticatorDigest } });
	});

	const rejected: readonly [name: string, token: Buffer, reason: string][] = [
		['reject/nothing', Buffer.alloc(0), 'cut off'],
		['reject/NTLM', Buffer.from('NTLMSSP\0\u0001', 'latin1'), 'NTLM'],
		['reject/a negotiation that prefers NTLM', negotiated([ntlm, kerberos]), 'another mechanism'],
		['reject/a negotiation in a negotiation', negotiated([kerberos], negotiated([kerberos])), 'not Kerberos'],
		['reject/a negotiation with more than it may have', negotiated([kerberos], bare(), explicit(4, octetString(Buffer.of(1)))), 'trailing'],
		['reject/another mechanism', bare(apRequest(18, 18), ntlm), 'not Kerberos'],
		['reject/another message of Kerberos', bare(apRequest(18, 18), kerberos, Buffer.of(3, 0)), 'not the first token'],
		['reject/a ticket of RC4', bare(apRequest(23, 18)), 'AES'],
		['reject/an authenticator of RC4', bare(apRequest(18, 23)), 'AES'],
		['reject/a ticket of DES', bare(apRequest(3, 18)), 'AES'],
		['reject/a ticket of 3DES', bare(apRequest(16, 16)), 'AES'],
		['reject/bytes behind it', Buffer.concat([bare(), Buffer.of(0)]), 'trailing'],
		['reject/bytes behind the request', bare(Buffer.concat([apRequest(18, 18), Buffer.of(5, 0)])), 'trailing'],
		['reject/a certificate', sequence(integer(1)), 'tag'],
	];
	it.each(rejected)('%s', (_name, token, reason) => {
		expect(parseNegotiateToken(token)).toEqual({ ok: false, reason: expect.stringContaining(reason) });
	});

	it('refuses every part of a token', () => {
		const whole = negotiated([kerberos]);
		for (let length = 0; length < whole.length; length++) expect(parseNegotiateToken(whole.subarray(0, length)).ok).toBe(false);
	});
	it('says something about any bytes', () => {
		fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => !parseNegotiateToken(Buffer.concat([Buffer.of(0x60), bytes])).ok));
	});
});
