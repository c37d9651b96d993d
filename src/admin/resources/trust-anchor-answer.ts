import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { TrustAnchorRow, TrustUse } from '../../app/administration/list-trust-anchors.ts';
import { interfaceKinds } from '../../domain/interface.ts';
import { toColonForm } from '../../domain/mac-address.ts';
import { digestFloors, macSources, revocationPolicies, type TrustAnchor } from '../../domain/trust-anchor.ts';
import { toPem } from '../../pki/certificate.ts';

const use = z
	.object({
		devices: z.int().describe('Devices that came in through the anchor last.'),
		examples: z.array(z.string()).describe('Some of them by name; by MAC address where they have no profile.'),
		lastAt: z.string().nullable(),
		lastDevice: z.string().nullable(),
	})
	.meta({ id: 'TrustUse' });

export const trustAnchorAnswer = z
	.object({
		kind: z.enum(interfaceKinds),
		alias: z.string(),
		enabled: z.boolean(),
		owner: z.string().describe('Common name of the subject.'),
		subject: z.string(),
		issuer: z.string(),
		isSelfSigned: z.boolean(),
		missingIssuer: z.string().nullable().describe('The CA without which no path through the anchor is complete.'),
		certificate: z.string().describe('PEM.'),
		fingerprint: z.string(),
		notBefore: z.string(),
		notAfter: z.string(),
		daysLeft: z.int(),
		ouis: z.array(z.string()).describe('First halves of the MAC addresses that it may vouch for; empty: any.'),
		macRules: z
			.array(z.object({ source: z.enum(macSources), pattern: z.string().nullable() }))
			.describe('Where the MAC address stands in a certificate; empty: the usual places.'),
		policy: z.object({
			digestFloor: z.enum(digestFloors),
			minRsaBits: z.int(),
			minEcBits: z.int(),
			revocation: z.enum(revocationPolicies),
			crlGraceSeconds: z.int(),
		}),
		revocationList: z
			.object({ thisUpdate: z.string(), nextUpdate: z.string().nullable(), entries: z.int() })
			.nullable()
			.describe('The one that is installed.'),
		crlSource: z
			.object({ url: z.string(), askedAt: z.string().nullable(), fetchedAt: z.string().nullable(), error: z.string().nullable() })
			.nullable()
			.describe('Where the server fetches the list itself, and how that went last.'),
		use,
		createdAt: z.string(),
	})
	.meta({ id: 'TrustAnchor' });

export const removedTrustAnchorAnswer = z.object({ use, warnings: z.array(z.string()) }).meta({ id: 'RemovedTrustAnchor' });

export function toTrustAnchorAnswer({ anchor, revocationList, missingIssuer, ...row }: TrustAnchorRow): z.input<typeof trustAnchorAnswer> {
	const { crlSource } = anchor;
	return {
		...anchor,
		certificate: toPem(anchor.certificate),
		notBefore: anchor.notBefore.toISOString(),
		notAfter: anchor.notAfter.toISOString(),
		ouis: anchor.ouis.map(toColonForm),
		macRules: anchor.macRules.map(({ source, pattern }) => ({ source, pattern: pattern ?? null })),
		revocationList:
			revocationList === undefined
				? null
				: {
						thisUpdate: revocationList.thisUpdate.toISOString(),
						nextUpdate: revocationList.nextUpdate?.toISOString() ?? null,
						entries: revocationList.entries,
					},
		crlSource:
			crlSource === undefined
				? null
				: {
						url: crlSource.url,
						askedAt: crlSource.askedAt?.toISOString() ?? null,
						fetchedAt: crlSource.fetchedAt?.toISOString() ?? null,
						error: crlSource.error ?? null,
					},
		createdAt: anchor.createdAt.toISOString(),
		owner: row.owner,
		isSelfSigned: row.isSelfSigned,
		daysLeft: row.daysLeft,
		missingIssuer: missingIssuer ?? null,
		use: toUseAnswer(row.use),
	};
}

export function toUseAnswer({ devices, examples, lastAt, lastDevice }: TrustUse): z.input<typeof use> {
	return { devices, examples: [...examples], lastAt: lastAt?.toISOString() ?? null, lastDevice: lastDevice ?? null };
}

/** What a person can set of an anchor: neither who came in through it nor when its list was asked for changes its entity tag. */
export function toSettableAnchor({ fingerprint, enabled, ouis, macRules, policy, crls, crlSource }: TrustAnchor) {
	const lists = crls.map((list) => createHash('sha256').update(list).digest('hex'));
	const rules = macRules.map(({ source, pattern }) => [source, pattern ?? null]);
	const { digestFloor, minRsaBits, minEcBits, revocation, crlGraceSeconds } = policy;
	return [
		...[fingerprint, enabled, ouis, rules, lists, crlSource?.url ?? null],
		...[digestFloor, minRsaBits, minEcBits, revocation, crlGraceSeconds],
	];
}
