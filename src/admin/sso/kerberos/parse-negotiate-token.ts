import { createHash } from 'node:crypto';
import { DmsError } from '../../../domain/errors.ts';
import { ok, type Result, refused } from '../../../domain/result.ts';
import { constructedTag, DerReader, derTag, readOid, toCount } from '../../../pki/der.ts';

/** What can be seen of a Kerberos token without the key of the service. */
export interface NegotiateToken {
	/** The same for each copy of the token, however it is wrapped: SHA-256 of the encrypted authenticator, hexadecimal. */
	readonly authenticatorDigest: string;
}

/** `[APPLICATION 0]`, the frame of every initial token (RFC 2743 3.1), and `[APPLICATION 14]`, an AP-REQ (RFC 4120 5.5.1). */
const tag = { initialToken: 0x60, apRequest: 0x6e } as const;

const spnego = '1.3.6.1.5.5.2';
/** RFC 4121, and the number that Windows wrote by mistake and still offers first. */
const kerberos = new Set(['1.2.840.113554.1.2.2', '1.2.840.48018.1.2.2']);
/** The AP-REQ follows (RFC 4121 4.1). */
const apRequestId = Buffer.from([0x01, 0x00]);
/** AES with SHA-1 (RFC 3962) and with SHA-2 (RFC 8009). RC4 and DES can be broken from one ticket that somebody has recorded. */
const aesTypes = new Set([17, 18, 19, 20]);

/**
 * Takes an initial token of SPNEGO (RFC 4178) or of Kerberos itself apart before a library sees it: one mechanism that is chosen at once,
 * one AP-REQ, AES alone. The reason of a refusal says what it is instead.
 */
export function parseNegotiateToken(bytes: Buffer): Result<NegotiateToken, string> {
	if (bytes.subarray(0, 8).equals(Buffer.from('NTLMSSP\0', 'latin1'))) return refused('it is a token of NTLM');
	try {
		const { reader, mechanism } = enterInitialToken(bytes);
		if (mechanism !== spnego) return readKerberos(reader, mechanism);
		const inner = readNegotiation(reader);
		if (!inner.ok) return inner;
		const { reader: innerReader, mechanism: innerMechanism } = enterInitialToken(inner.value);
		return readKerberos(innerReader, innerMechanism);
	} catch (cause) {
		if (cause instanceof DmsError) return refused(`it cannot be read: ${cause.message}`);
		throw cause;
	}
}

function enterInitialToken(bytes: Buffer): { readonly reader: DerReader; readonly mechanism: string } {
	const outer = new DerReader(bytes);
	const reader = outer.enter(tag.initialToken, 'the token');
	outer.finish('the token');
	return { reader, mechanism: readOid(reader, 'the mechanism') };
}

/** NegTokenInit. Where another mechanism is preferred, its token is not one of Kerberos, and a second round would be needed. */
function readNegotiation(reader: DerReader): Result<Buffer, string> {
	const wrapper = reader.enter(constructedTag(0), 'the negotiation');
	reader.finish('the token');
	const fields = wrapper.enter(derTag.sequence, 'the negotiation');
	wrapper.finish('the negotiation');
	const mechanisms = fields.enter(constructedTag(0), 'the mechanisms').enter(derTag.sequence, 'the mechanisms');
	if (!kerberos.has(readOid(mechanisms, 'the first mechanism'))) return refused('another mechanism than Kerberos comes first');
	fields.optional(constructedTag(1), 'the flags');
	const token = fields.enterOptional(constructedTag(2), 'the token of the mechanism');
	fields.optional(constructedTag(3), 'the checksum of the mechanisms');
	fields.finish('the negotiation');
	if (token === undefined) return refused('it offers mechanisms and proves nothing');
	return ok(token.read(derTag.octetString, 'the token of the mechanism'));
}

function readKerberos(reader: DerReader, mechanism: string): Result<NegotiateToken, string> {
	if (!kerberos.has(mechanism)) return refused('its mechanism is not Kerberos');
	const { bytes, end } = reader;
	const start = end;
	if (!bytes.subarray(start, start + apRequestId.length).equals(apRequestId)) return refused('it is not the first token of Kerberos');
	const outer = new DerReader(bytes, start + apRequestId.length);
	const wrapper = outer.enter(tag.apRequest, 'the AP-REQ');
	outer.finish('the AP-REQ');
	const fields = wrapper.enter(derTag.sequence, 'the AP-REQ');
	wrapper.finish('the AP-REQ');
	fields.read(constructedTag(0), 'the version');
	fields.read(constructedTag(1), 'the type of message');
	fields.read(constructedTag(2), 'the options');
	const ticket = readTicket(fields.enter(constructedTag(3), 'the ticket'));
	const authenticator = readEncrypted(fields.enter(constructedTag(4), 'the authenticator'));
	fields.finish('the AP-REQ');
	if (!aesTypes.has(ticket.type) || !aesTypes.has(authenticator.type)) return refused('it is not encrypted with AES');
	return ok({ authenticatorDigest: createHash('sha256').update(authenticator.cipher).digest('hex') });
}

interface Encrypted {
	/** Number of the encryption type. */
	readonly type: number;
	readonly cipher: Buffer;
}

/** `[APPLICATION 1] Ticket`: version, realm, name of the service, and what the service's key opens. */
function readTicket(reader: DerReader): Encrypted {
	const fields = reader.enter(0x61, 'the ticket').enter(derTag.sequence, 'the ticket');
	fields.read(constructedTag(0), 'the version of the ticket');
	fields.read(constructedTag(1), 'the realm of the ticket');
	fields.read(constructedTag(2), 'the service of the ticket');
	return readEncrypted(fields.enter(constructedTag(3), 'the encrypted ticket'));
}

/** EncryptedData: type, perhaps the version of the key, bytes. */
function readEncrypted(reader: DerReader): Encrypted {
	const fields = reader.enter(derTag.sequence, 'encrypted data');
	const type = toCount(fields.enter(constructedTag(0), 'the type').read(derTag.integer, 'the type'), 'the type');
	fields.optional(constructedTag(1), 'the version of the key');
	const cipher = fields.enter(constructedTag(2), 'the encrypted bytes').read(derTag.octetString, 'the encrypted bytes');
	fields.finish('encrypted data');
	return { type, cipher };
}
