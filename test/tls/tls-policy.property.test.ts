import { constants } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { cipherSuites, findCipherSuite } from '../../src/domain/cipher-suite.ts';
import type { ServerKeyType } from '../../src/domain/server-certificate.ts';
import { findPolicyFault, toTlsOffer } from '../../src/domain/tls-offer.ts';
import type { EffectiveTlsPolicy } from '../../src/domain/tls-policy.ts';
import { type TlsProtocol, tlsProtocols } from '../../src/domain/tls-protocol.ts';
import type { ServerCredential } from '../../src/tls/secure-context.ts';
import { mintServerCertificate } from '../../src/tls/self-signed.ts';
import { makePki, useListeners } from './listener-fixture.ts';
import { attempt, negotiable, openProtocols, policyOf } from './policy-fixture.ts';

const pki = makePki();
const { open } = useListeners();

let credentialOf: Readonly<Record<ServerKeyType, ServerCredential>>;
beforeAll(async () => {
	const { rsa } = await mintServerCertificate({ hosts: ['localhost'], ips: [], now: new Date() });
	credentialOf = { EC: pki.credential, RSA: { key: rsa.key, certificate: rsa.cert } };
});

interface Given {
	readonly policy: EffectiveTlsPolicy;
	readonly keyTypes: readonly ServerKeyType[];
	readonly legacyTls: boolean;
}

/** What `add` lets into a list, the unavailable ones included. */
const listable = cipherSuites.filter(({ status }) => status !== 'forbidden').map(({ name }) => name);
const modern = listable.filter((name) => findCipherSuite(name)?.protocols.includes('TLSv1.3'));
const suite = fc.oneof(
	{ weight: 6, arbitrary: fc.constantFrom(...negotiable.map(({ name }) => name)) },
	{ weight: 2, arbitrary: fc.constantFrom(...modern) },
	{ weight: 2, arbitrary: fc.constantFrom(...listable) },
);
const given: fc.Arbitrary<Given> = fc
	.record({
		ciphers: fc.uniqueArray(suite, { minLength: 1, maxLength: 5 }),
		keyTypes: fc.subarray<ServerKeyType>(['EC', 'RSA'], { minLength: 1 }),
		legacyTls: fc.boolean(),
		mayBeOld: fc.integer({ min: 0, max: 3 }).map((roll) => roll === 0),
	})
	.chain(({ mayBeOld, ciphers, ...rest }) =>
		fc
			.shuffledSubarray(tlsProtocols.slice(rest.legacyTls || mayBeOld ? 0 : 2), { minLength: 1 })
			.map((protocols) => ({ ...rest, policy: policyOf(protocols, ciphers) })),
	);

/** A plain server of Node with one protocol and the suites of the list as they stand: does a handshake end with one of them? */
async function meets({ policy, keyTypes, legacyTls }: Given, protocol: TlsProtocol): Promise<boolean> {
	const names = policy.ciphers.values.flatMap((name) => findCipherSuite(name)?.opensslName ?? []);
	const isModern = protocol === 'TLSv1.3';
	// Of names for the other protocols alone Node would make the default list.
	const own = names.filter((name) => name.startsWith('TLS_') === isModern);
	if (own.length === 0) return false;
	const server = createServer({
		key: keyTypes.map((keyType) => credentialOf[keyType].key),
		cert: keyTypes.map((keyType) => credentialOf[keyType].certificate),
		ciphers: [...own, ...(isModern ? ['AES128-SHA'] : []), ...(legacyTls ? ['@SECLEVEL=0'] : [])].join(':'),
		minVersion: protocol,
		maxVersion: protocol,
		dhparam: 'auto',
		secureOptions: constants.SSL_OP_NO_TICKET,
	});
	server.on('tlsClientError', () => undefined);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	try {
		const handshake = await attempt((server.address() as AddressInfo).port, protocol);
		return handshake !== undefined && policy.ciphers.values.includes(handshake.suite);
	} finally {
		server.close();
	}
}

describe('for random policies, with real handshakes as the judge', () => {
	it('protocols, suites and keys meet exactly where the offer says so, and the listener opens just these', async () => {
		let faults = 0;
		let offers = 0;
		await fc.assert(
			fc.asyncProperty(given, async (each) => {
				const { policy, keyTypes, legacyTls } = each;
				const met: TlsProtocol[] = [];
				for (const protocol of tlsProtocols) {
					if (policy.protocols.values.includes(protocol) && (await meets(each, protocol))) met.push(protocol);
				}
				expect(toTlsOffer(policy, keyTypes, { legacyTls }).protocols).toEqual(met);
				const fault = findPolicyFault(policy, keyTypes, { legacyTls });
				const material = { credentials: keyTypes.map((keyType) => credentialOf[keyType]), anchors: [], policy, legacyTls };
				if (fault !== undefined) {
					faults++;
					if (fault.code === 'tls-policy.contradiction') expect(met).toEqual([]);
					await expect(open(material)).rejects.toMatchObject({ code: fault.code });
					return;
				}
				offers++;
				const listener = await open(material);
				expect(await openProtocols(listener.port)).toEqual(met);
				await listener.close({ graceMs: 0 });
			}),
			{ numRuns: 60 },
		);
		console.log(`${faults} policies refused, ${offers} opened`);
	});
});
