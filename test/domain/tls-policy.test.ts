import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cipherSuites } from '../../src/domain/cipher-suite.ts';
import { type InterfaceKey, interfaceKinds } from '../../src/domain/interface.ts';
import {
	builtInTlsPolicy,
	type TlsPolicyLevel,
	type TlsPolicyList,
	type TlsPolicySetting,
	tlsPolicySettings,
	toEffectiveTlsPolicy,
	toTlsPolicySourceText,
} from '../../src/domain/tls-policy.ts';
import { tlsProtocols } from '../../src/domain/tls-protocol.ts';

const key: InterfaceKey = { kind: 'Http', address: '10.0.0.1', port: 443 };
const levels: readonly TlsPolicyLevel[] = [
	{ level: 'system' },
	{ level: 'transport' },
	{ level: 'kind', kind: 'Http' },
	{ level: 'interface', interface: key },
];
const list = (at: TlsPolicyLevel, setting: TlsPolicySetting, ...values: string[]): TlsPolicyList => ({ at, setting, values });

describe('toEffectiveTlsPolicy', () => {
	it('is the built-in policy where nothing is set', () => {
		expect(toEffectiveTlsPolicy([], key)).toEqual(builtInTlsPolicy);
	});

	it.each(levels.map((level, index) => [toTlsPolicySourceText(level), index] as const))(
		'takes the list of %s when nothing is more specific, whatever the more general levels say',
		(_name, index) => {
			const lists = levels.slice(0, index + 1).map((at) => list(at, 'protocols', `from ${at.level}`));
			for (const shuffled of [lists, lists.toReversed()]) {
				const at = levels[index]!;
				expect(toEffectiveTlsPolicy(shuffled, key)).toEqual({
					...builtInTlsPolicy,
					protocols: { values: [`from ${at.level}`], source: at },
				});
			}
		},
	);

	it('decides about each setting alone', () => {
		const policy = toEffectiveTlsPolicy(
			[list({ level: 'system' }, 'ciphers', 'TLS_AES_128_GCM_SHA256'), list(levels[3]!, 'protocols', 'TLSv1.3')],
			key,
		);
		expect(policy).toEqual({
			protocols: { values: ['TLSv1.3'], source: levels[3] },
			ciphers: { values: ['TLS_AES_128_GCM_SHA256'], source: { level: 'system' } },
		});
	});

	it('inherits through an empty list', () => {
		const policy = toEffectiveTlsPolicy([list(levels[3]!, 'protocols'), list(levels[2]!, 'protocols', 'TLSv1.3')], key);
		expect(policy.protocols).toEqual({ values: ['TLSv1.3'], source: levels[2] });
	});

	it('does not see the lists of another kind or of another interface', () => {
		const strangers: TlsPolicyLevel[] = [
			{ level: 'kind', kind: 'CTI' },
			{ level: 'interface', interface: { ...key, kind: 'CTI' } },
			{ level: 'interface', interface: { ...key, address: '10.0.0.2' } },
			{ level: 'interface', interface: { ...key, port: 8443 } },
		];
		expect(
			toEffectiveTlsPolicy(
				strangers.map((at) => list(at, 'protocols', 'TLSv1')),
				key,
			),
		).toEqual(builtInTlsPolicy);
	});

	it('keeps the order of a list', () => {
		const values = ['TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'];
		expect(toEffectiveTlsPolicy([list({ level: 'system' }, 'ciphers', ...values)], key).ciphers.values).toEqual(values);
	});
});

describe('random lists at random levels', () => {
	const interfaces: readonly InterfaceKey[] = interfaceKinds.flatMap((kind) => [
		{ kind, address: '10.0.0.1', port: 443 },
		{ kind, address: '10.0.0.1', port: 8012 },
		{ kind, address: '::1', port: 443 },
	]);
	const allLevels: readonly TlsPolicyLevel[] = [
		{ level: 'system' },
		{ level: 'transport' },
		...interfaceKinds.map((kind) => ({ level: 'kind', kind }) as const),
		...interfaces.map((each) => ({ level: 'interface', interface: each }) as const),
	];
	const names = cipherSuites.map(({ name }) => name);
	// One list at most for each level and setting, in any order.
	const lists = fc
		.shuffledSubarray(allLevels.flatMap((at) => tlsPolicySettings.map((setting) => ({ at, setting }))))
		.chain((keys) =>
			fc.tuple(
				...keys.map(({ at, setting }) =>
					fc
						.uniqueArray(fc.constantFrom<string>(...(setting === 'protocols' ? tlsProtocols : names)), { maxLength: 4 })
						.map((values): TlsPolicyList => ({ at, setting, values })),
				),
			),
		);

	it('give, for each setting, exactly the most specific list that is not empty', () => {
		fc.assert(
			fc.property(lists, fc.constantFrom(...interfaces), (given, target) => {
				const policy = toEffectiveTlsPolicy(given, target);
				// Written the other way round than the code under test: all levels in order, each overwriting the one before.
				const path: readonly TlsPolicyLevel[] = [
					{ level: 'system' },
					{ level: 'transport' },
					{ level: 'kind', kind: target.kind },
					{ level: 'interface', interface: target },
				];
				for (const setting of tlsPolicySettings) {
					let expected = builtInTlsPolicy[setting];
					for (const at of path) {
						const found = given.find((each) => each.setting === setting && JSON.stringify(each.at) === JSON.stringify(at));
						if (found !== undefined && found.values.length > 0) expected = { values: found.values, source: at };
					}
					expect(policy[setting]).toEqual(expected);
				}
			}),
			{ numRuns: 500 },
		);
	});
});

describe('toTlsPolicySourceText', () => {
	it.each([
		[{ level: 'built-in' } as const, 'built-in'],
		[{ level: 'transport' } as const, 'transport'],
		[{ level: 'kind', kind: 'CTI' } as const, 'CTI'],
		[{ level: 'interface', interface: key } as const, 'Http 10.0.0.1:443'],
		[{ level: 'interface', interface: { kind: 'CTI', address: '::1', port: 8012 } } as const, 'CTI [::1]:8012'],
	])('%j is %s', (source, text) => {
		expect(toTlsPolicySourceText(source)).toBe(text);
	});
});
