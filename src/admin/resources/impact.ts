import { z } from 'zod';
import { requireFingerprint } from '../../app/administration/deny-certificate.ts';
import { requireNetwork } from '../../app/administration/ip-address.ts';
import { presentFields } from '../../app/administration/present-fields.ts';
import type { AnchorLimits, Impact, ProposedChange } from '../../app/impact/impact.ts';
import { judgeImpact } from '../../app/impact/judge-impact.ts';
import { judgeRevocationList } from '../../app/impact/judge-revocation-list.ts';
import { parseCipherSuite } from '../../domain/cipher-suite.ts';
import { proofCombinations } from '../../domain/device-type-file.ts';
import { requireOui } from '../../domain/mac-address.ts';
import { invalid } from '../../domain/text-rules.ts';
import { parseTlsProtocol } from '../../domain/tls-protocol.ts';
import { readOneCertificate } from '../../pki/read-certificates.ts';
import { maxRevocationListBytes } from '../../pki/revocation-list.ts';
import { collectOctets, octetBody } from '../octets.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { type AdminRoute, defineRoute, noParameters, noQuery } from '../route.ts';
import { text, wholeInQuery } from '../schemas.ts';
import { encoded, readEncoded } from './encoded.ts';
import { macRules } from './trust-anchors.ts';

const path = '/api/v1/impact';
const listPath = '/api/v1/impact/revocation-lists/{alias}';
const dayMs = 86_400_000;
const longestSerial = 80;

const days = z.int().min(1).max(365).default(30).describe('Devices that were let in within so many days are looked at.');
const alias = text.describe('Of a trust anchor for devices.');
const onInterface = text.describe('An interface for devices by address and port, such as `10.0.0.1:8443` or `[::1]:8443`.');
const change = z
	.discriminatedUnion('change', [
		z.strictObject({ change: z.literal('removeTrustAnchor'), alias, days }),
		z.strictObject({ change: z.literal('disableTrustAnchor'), alias, days }),
		z.strictObject({
			change: z.literal('limitTrustAnchor'),
			alias,
			ouis: z
				.array(text)
				.max(1000)
				.exactOptional()
				.describe('For these alone it may vouch from then on; none: for every MAC address; left out: as it is now.'),
			macRules: macRules
				.exactOptional()
				.describe('Where its certificates hold the MAC address from then on; none: in the usual places; left out: as it is now.'),
			days,
		}),
		z.strictObject({ change: z.literal('denyFingerprint'), fingerprint: text.describe('SHA-256, hexadecimal.'), days }),
		z.strictObject({ change: z.literal('denyCertificate'), certificate: encoded, days }),
		z.strictObject({ change: z.literal('denySerial'), serial: text.describe('Hexadecimal.'), days }),
		z.strictObject({
			change: z.literal('tlsPolicy'),
			protocols: z.array(text).min(1).max(8).exactOptional().describe('Allowed from then on; left out: as they are now.'),
			cipherSuites: z
				.array(text)
				.min(1)
				.max(200)
				.exactOptional()
				.describe('Allowed from then on, by IANA names; left out: as they are now.'),
			interfaces: z.array(onInterface).max(1000).exactOptional().describe('On these alone; left out: on all.'),
			days,
		}),
		z.strictObject({ change: z.literal('closeInterface'), interface: onInterface, days }),
		z.strictObject({
			change: z.literal('requireCertificate'),
			interface: onInterface,
			application: text.exactOptional().describe('The first part of the path, such as `dms`; left out: whatever the path.'),
			days,
		}),
		z.strictObject({ change: z.literal('refuseDeviceCertificates'), days }),
		z.strictObject({
			change: z.literal('believeProxies'),
			proxies: z.array(text).max(1000).describe('These alone are believed from then on: addresses, or networks such as `10.0.0.0/8`.'),
			days,
		}),
		z.strictObject({
			change: z.literal('fileAuthentication'),
			deviceType: text,
			fileFormat: text,
			authentication: z.strictObject({
				macBasedFileAuthentication: z.boolean().exactOptional(),
				userNamePasswordFileAuthentication: z.boolean().exactOptional(),
				useHttpDigestAuthentication: z.boolean().exactOptional(),
				macInCert: z.boolean().exactOptional(),
				macInNonRequestUri: z.boolean().exactOptional(),
				combine: z.enum(proofCombinations).exactOptional(),
			}),
			days,
		}),
	])
	.meta({ id: 'ProposedChange' });

const answer = z
	.object({
		since: z.string(),
		devices: z.int().describe('Devices that were let in since then and may not be after the change.'),
		likely: z.int().describe('Those of them that came in with what is gone then.'),
		possible: z.int().describe('Those of them that may have something else that they have not needed yet.'),
		lookedAt: z.int(),
		isComplete: z
			.boolean()
			.describe('False where there are more devices than one answer looks at: then the numbers are those of some of them.'),
		notes: z.array(z.string()).describe('What the answer is based on, and what it cannot know.'),
		items: z
			.array(
				z.object({
					macAddress: z.string(),
					deviceId: z.string().nullable(),
					deviceName: z.string().nullable(),
					deviceType: z.string().nullable(),
					grantedAt: z.string().describe('When it was last let in.'),
					certainty: z.enum(['likely', 'possible']),
					because: z.string().describe('What it came in with.'),
				}),
			)
			.describe('At most 100 of them.'),
	})
	.meta({ id: 'Impact' });

/** What a change would lock out, before anybody makes it. */
export function createImpactRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{
				...{ method: 'POST', path, permission: toPermissionOf(path, 'create'), scope: 'system', tag: 'Impact', status: 200 },
				summary: 'Which devices that came in lately could not after a change, as far as their requests tell; changes nothing',
			},
			{ parameters: noParameters, query: noQuery, body: change, answer },
			async ({ ports: { store, clock }, body }) => {
				const since = new Date(clock.now().getTime() - body.days * dayMs);
				return { body: toAnswer(await judgeImpact(store, toProposed(body), since), since) };
			},
		),
		defineRoute(
			{
				...{ method: 'POST', path: listPath, permission: toPermissionOf(listPath, 'create'), scope: 'system', tag: 'Impact', status: 200 },
				summary: 'Which devices that came in lately a revocation list, PEM or DER, would refuse once it is installed; changes nothing',
			},
			{
				parameters: z.strictObject({ alias }),
				query: z.strictObject({ days: wholeInQuery(1, 30, 365) }),
				body: octetBody('application/pkix-crl', 'application/x-pem-file'),
				answer,
			},
			async ({ ports: { store, clock }, parameters, query, body }) => {
				const since = new Date(clock.now().getTime() - query.days * dayMs);
				// PEM makes a list longer by a good third.
				const file = await collectOctets(body, maxRevocationListBytes * 2);
				return { body: toAnswer(await judgeRevocationList(store, parameters.alias, file, since), since) };
			},
		),
	];
}

function toProposed(body: z.output<typeof change>): ProposedChange {
	switch (body.change) {
		case 'removeTrustAnchor':
			return { kind: 'trust-anchor', alias: body.alias, change: 'remove' };
		case 'disableTrustAnchor':
			return { kind: 'trust-anchor', alias: body.alias, change: 'disable' };
		case 'limitTrustAnchor':
			return { kind: 'trust-anchor', alias: body.alias, change: toLimits(body) };
		case 'denyFingerprint':
			return { kind: 'deny-fingerprint', fingerprint: requireFingerprint(body.fingerprint) };
		case 'denyCertificate':
			return { kind: 'deny-fingerprint', fingerprint: readOneCertificate(readEncoded('certificate', body.certificate)).fingerprint };
		case 'denySerial':
			return { kind: 'deny-serial', serial: requireSerial(body.serial) };
		case 'tlsPolicy':
			return {
				kind: 'tls',
				...presentFields({
					protocols: body.protocols?.map((protocol) => parseTlsProtocol(protocol, 'protocols')),
					cipherSuites: body.cipherSuites?.map((suite) => parseCipherSuite(suite, 'cipherSuites').name),
					interfaces: body.interfaces,
				}),
			};
		case 'closeInterface':
			return { kind: 'close-interface', interface: body.interface };
		case 'requireCertificate':
			return { kind: 'require-certificate', interface: body.interface, ...presentFields({ application: body.application }) };
		case 'refuseDeviceCertificates':
			return { kind: 'no-device-certificates' };
		case 'believeProxies':
			return { kind: 'proxies', proxies: body.proxies.map((proxy) => requireNetwork('proxies', proxy)) };
		case 'fileAuthentication':
			return { kind: 'file-authentication', deviceType: body.deviceType, fileFormat: body.fileFormat, authentication: body.authentication };
	}
}

function toLimits({ ouis, macRules: rules }: Extract<z.output<typeof change>, { change: 'limitTrustAnchor' }>): AnchorLimits {
	return presentFields({ ouis: ouis?.map((oui) => requireOui(oui, 'ouis')), macRules: rules });
}

function requireSerial(serial: string): string {
	const digits = serial.trim().replaceAll(':', '').toLowerCase();
	if (/^[0-9a-f]+$/.test(digits) && digits.length <= longestSerial) return digits;
	throw invalid('serial', `serial is not a hexadecimal number of at most ${longestSerial} digits`);
}

function toAnswer({ devices, likely, examples, lookedAt, isComplete, notes }: Impact, since: Date): z.input<typeof answer> {
	return {
		...{ since: since.toISOString(), devices, likely, possible: devices - likely, lookedAt, isComplete, notes: [...notes] },
		items: examples.map(({ mac, deviceId, deviceName, deviceType, grantedAt, certainty, because }) => ({
			macAddress: mac,
			deviceId: deviceId ?? null,
			deviceName: deviceName ?? null,
			deviceType: deviceType ?? null,
			grantedAt: grantedAt.toISOString(),
			certainty,
			because,
		})),
	};
}
