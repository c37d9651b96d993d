import { z } from 'zod';
import { cipherSuites } from '../../domain/cipher-suite.ts';
import { tlsProtocols } from '../../domain/tls-protocol.ts';
import { type AdminRoute, defineRoute, noBody, noParameters, noQuery } from '../route.ts';

const answer = z.object({
	items: z.array(
		z
			.object({
				name: z.string().describe('As IANA has registered it.'),
				protocols: z.array(z.enum(tlsProtocols)).describe('In which it can be negotiated.'),
				keyType: z.enum(['EC', 'RSA', 'any']).describe('The key that the certificate of the server must have.'),
				weakness: z.string().nullable().describe('Why it needs `force`; null: it does not.'),
				needsLegacyTls: z.boolean().describe('Whether only interfaces with `legacyTls` can negotiate it.'),
			})
			.meta({ id: 'CipherSuite' }),
	),
});

/** The cipher suites that a list can put to use. */
export function createCipherSuiteRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{
				...{ method: 'GET', path: '/api/v1/tls-policy/cipher-suites', permission: 'dms.rest.tls-policy.cipher-suites.read' },
				...{
					scope: 'system',
					tag: 'TLS policy',
					status: 200,
					summary: 'Cipher suites that can be negotiated, the ones worth having first',
				},
			},
			{ parameters: noParameters, query: noQuery, body: noBody, answer },
			() => Promise.resolve({ body: { items: cipherSuites.flatMap(toItem) } }),
		),
	];
}

function toItem({ name, protocols, keyType, status, reason, needsLegacyTls }: (typeof cipherSuites)[number]) {
	if ((status !== 'usable' && status !== 'weak') || keyType === 'DSA' || keyType === 'none') return [];
	return [{ name, protocols: [...protocols], keyType, weakness: status === 'weak' ? (reason ?? '') : null, needsLegacyTls }];
}
