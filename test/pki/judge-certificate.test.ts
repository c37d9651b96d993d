import { describe, expect, it } from 'vitest';
import { type Oui, requireOui } from '../../src/domain/mac-address.ts';
import { type DenyListEntry, defaultTrustPolicy, type TrustPolicy } from '../../src/domain/trust-anchor.ts';
import { type Certificate, parseCertificate } from '../../src/pki/certificate.ts';
import { judgeCertificate, type Verdict } from '../../src/pki/judge-certificate.ts';
import { type AnchorMaterial, prepareTrust } from '../../src/pki/prepare-trust.ts';
import { validatePath } from '../../src/pki/validate-path.ts';
import { name } from '../helpers/der-writer.ts';
import { keyFor, type Minted, mintCa, mintLeaf, today, yearsFromToday } from '../helpers/mint-certificate.ts';
import { mintRevocationList } from '../helpers/mint-revocation-list.ts';

const root = mintCa({ name: 'Root', notAfter: yearsFromToday(8) });
const issuing = mintCa({ name: 'Issuing', parent: root, notBefore: yearsFromToday(-0.5), notAfter: yearsFromToday(5) });
const leaf = mintLeaf({ parent: issuing, notAfter: yearsFromToday(6), serial: 4711 });
const hard: TrustPolicy = { ...defaultTrustPolicy, revocation: 'hard' };

const anchor = (minted: Minted, more: Partial<AnchorMaterial> = {}): AnchorMaterial => ({
	alias: String(minted.subject[0]?.[1]),
	certificate: minted.der,
	ouis: [],
	macRules: [],
	policy: defaultTrustPolicy,
	crls: [],
	...more,
});

function parse(minted: Minted): Certificate {
	const parsed = parseCertificate(minted.der);
	if (!parsed.ok) throw new Error(parsed.reason.detail);
	return parsed.value;
}

interface Question {
	readonly anchors: readonly AnchorMaterial[];
	readonly leaf?: Minted;
	readonly untrusted?: readonly Minted[];
	readonly denyList?: readonly DenyListEntry[];
	readonly at?: Date;
}

function judge(question: Question): Verdict {
	const trust = prepareTrust({ anchors: question.anchors, denyList: question.denyList ?? [] });
	return judgeCertificate({
		leaf: parse(question.leaf ?? leaf),
		untrusted: (question.untrusted ?? []).map(parse),
		trust,
		at: question.at ?? today,
	});
}

const oui = (...texts: readonly string[]): readonly Oui[] => texts.map((text) => requireOui(text));

describe('the verdict on a device certificate', () => {
	it('says who, by whom, from where and until when', () => {
		const verdict = judge({ anchors: [anchor(root), anchor(issuing)] });
		expect(verdict).toMatchObject({
			accepted: true,
			mac: '0013d1aabbcc',
			macSource: 'subject.CN',
			anchor: { alias: 'Issuing' },
			topAnchor: { alias: 'Root' },
		});
		if (!verdict.accepted) throw new Error('refused');
		expect(verdict.path.map((certificate) => certificate.fingerprint)).toEqual(
			[leaf, issuing, root].map((minted) => parse(minted).fingerprint),
		);
		expect(verdict.notBefore).toEqual(parse(issuing).notBefore);
		expect(verdict.notAfter).toEqual(parse(issuing).notAfter);
	});

	it('holds within its dates and no longer', () => {
		const anchors = [anchor(root), anchor(issuing)];
		const verdict = judge({ anchors });
		if (!verdict.accepted) throw new Error('refused');
		expect(judge({ anchors, at: verdict.notAfter }).accepted).toBe(true);
		expect(judge({ anchors, at: verdict.notBefore }).accepted).toBe(true);
		expect(judge({ anchors, at: new Date(verdict.notAfter.getTime() + 1000) })).toMatchObject({
			accepted: false,
			reason: 'certificate.expired',
		});
		expect(judge({ anchors, at: new Date(verdict.notBefore.getTime() - 1000) })).toMatchObject({
			accepted: false,
			reason: 'certificate.not-yet-valid',
		});
	});

	it('ends with the first revocation list that it needs and that ages', () => {
		const nextUpdate = yearsFromToday(0.02);
		const rootList = mintRevocationList({ issuer: root, nextUpdate: yearsFromToday(0.5) });
		const anchors = [
			anchor(root, { crls: [rootList] }),
			anchor(issuing, { policy: { ...hard, crlGraceSeconds: 60 }, crls: [mintRevocationList({ issuer: issuing, nextUpdate })] }),
		];
		const verdict = judge({ anchors });
		if (!verdict.accepted) throw new Error('refused');
		const end = new Date(Math.floor(nextUpdate.getTime() / 1000) * 1000 + 60_000);
		expect(verdict.notAfter).toEqual(end);
		expect(judge({ anchors, at: end }).accepted).toBe(true);
		expect(judge({ anchors, at: new Date(end.getTime() + 1000) })).toMatchObject({ reason: 'certificate.crl-stale' });
	});

	it('does not depend on lists that it does not need', () => {
		const stale = mintRevocationList({ issuer: issuing, nextUpdate: yearsFromToday(-0.01) });
		const verdict = judge({ anchors: [anchor(issuing, { policy: { ...defaultTrustPolicy, revocation: 'soft' }, crls: [stale] })] });
		expect(verdict).toMatchObject({ accepted: true, notAfter: parse(issuing).notAfter });
	});

	it('does not look at lists where the anchor says off', () => {
		const crls = [mintRevocationList({ issuer: issuing, revoked: [4711] })];
		expect(judge({ anchors: [anchor(issuing, { crls })] }).accepted).toBe(true);
		expect(judge({ anchors: [anchor(issuing, { crls, policy: { ...defaultTrustPolicy, revocation: 'soft' } })] })).toMatchObject({
			reason: 'certificate.revoked',
		});
	});

	it('needs a MAC address, which a path alone does not', () => {
		const trust = prepareTrust({ anchors: [anchor(issuing)] });
		const request = { leaf: parse(mintLeaf({ parent: issuing, name: 'generic' })), untrusted: [], trust, at: today };
		expect(judgeCertificate(request)).toMatchObject({ accepted: false, reason: 'certificate.no-mac', anchor: { alias: 'Issuing' } });
		expect(validatePath(request)).toMatchObject({ accepted: true });
	});

	it('asks the rules of the nearest anchor', () => {
		const device = mintLeaf({
			parent: issuing,
			subject: [
				['CN', 'phone'],
				['OU', '0013d1aabbcc'],
			],
		});
		expect(judge({ leaf: device, anchors: [anchor(root), anchor(issuing, { macRules: [{ source: 'subject.OU' }] })] })).toMatchObject({
			macSource: 'subject.OU',
		});
		expect(judge({ leaf: device, anchors: [anchor(root, { macRules: [{ source: 'subject.OU' }] }), anchor(issuing)] })).toMatchObject({
			reason: 'certificate.no-mac',
		});
	});

	it.each([
		['ok/OUI of the anchor', [oui('00:13:d1'), []], 'accepted'],
		['ok/one of several', [oui('00-13-D2', '0013D1'), []], 'accepted'],
		['reject/OUI of another vendor', [oui('0013d2'), []], 'certificate.oui-not-allowed'],
		['reject/an anchor further up objects', [oui('0013d1'), oui('0013d2')], 'certificate.oui-not-allowed'],
	] as const)('%s', (_name, [near, far], expected) => {
		const verdict = judge({ anchors: [anchor(issuing, { ouis: near }), anchor(root, { ouis: far })] });
		expect(verdict.accepted ? 'accepted' : verdict.reason).toBe(expected);
		expect(verdict.mac).toBe('0013d1aabbcc');
	});

	it('an anchor speaks for its own certificates alone', () => {
		const other = mintCa({ name: 'Other' });
		const anchors = [anchor(issuing, { ouis: oui('0013d1') }), anchor(other, { ouis: oui('0013d2') })];
		expect(judge({ anchors, leaf: mintLeaf({ parent: other }) })).toMatchObject({
			reason: 'certificate.oui-not-allowed',
			anchor: { alias: 'Other' },
		});
	});

	it('says nothing about the MAC of a certificate without a valid path', () => {
		expect(judge({ anchors: [anchor(mintCa({ name: 'Other' }))] })).toMatchObject({ accepted: false, mac: undefined, anchor: undefined });
	});
});

describe('the cost of a verdict', () => {
	it('a leaf and an issuing CA with RSA 2048 keys take well under a millisecond', () => {
		const ca = mintCa({ name: 'RSA', keys: keyFor('cost ca', 'rsa2048') });
		const { der } = mintLeaf({ parent: ca, keys: keyFor('cost leaf', 'rsa2048') });
		const trust = prepareTrust({ anchors: [anchor(ca)] });
		const judgeOnce = (): boolean => {
			const parsed = parseCertificate(der);
			return parsed.ok && judgeCertificate({ leaf: parsed.value, untrusted: [], trust, at: today }).accepted;
		};
		for (let warm = 0; warm < 200; warm++) judgeOnce();
		const start = performance.now();
		for (let round = 0; round < 500; round++) expect(judgeOnce()).toBe(true);
		expect((performance.now() - start) / 500).toBeLessThan(1);
	});
});

describe('an expired certificate', () => {
	const expired = mintLeaf({ parent: issuing, notAfter: yearsFromToday(-0.1), serial: 4712 });

	it('shows what it would prove when its dates are the only fault', () => {
		const verdict = judge({ leaf: expired, anchors: [anchor(issuing)] });
		expect(verdict).toMatchObject({
			accepted: false,
			reason: 'certificate.expired',
			mac: '0013d1aabbcc',
			butForDates: { accepted: true, mac: '0013d1aabbcc' },
		});
	});

	it.each([
		[
			'revoked',
			{ anchors: [anchor(issuing, { policy: hard, crls: [mintRevocationList({ issuer: issuing, revoked: [4712] })] })] },
			'certificate.revoked',
		],
		['without a list that is needed', { anchors: [anchor(issuing, { policy: hard })] }, 'certificate.crl-missing'],
		[
			'below the floor',
			{ anchors: [anchor(issuing, { policy: { ...defaultTrustPolicy, digestFloor: 'sha512' } })] },
			'certificate.weak-digest',
		],
		[
			'under an expired CA',
			{
				anchors: [anchor(root)],
				leaf: mintLeaf({ parent: mintCa({ name: 'Gone', parent: root, notAfter: yearsFromToday(-0.1) }), notAfter: yearsFromToday(-0.2) }),
				untrusted: [mintCa({ name: 'Gone', parent: root, notAfter: yearsFromToday(-0.1) })],
			},
			'certificate.expired',
		],
	] as const)('that is also %s shows nothing', (_name, question, reason) => {
		const verdict = judge({ leaf: expired, ...question });
		expect(verdict).toMatchObject({ accepted: false, reason, butForDates: undefined });
	});

	it('without a MAC shows nothing', () => {
		const generic = mintLeaf({ parent: issuing, name: 'generic', notAfter: yearsFromToday(-0.1) });
		expect(judge({ leaf: generic, anchors: [anchor(issuing)] })).toMatchObject({
			reason: 'certificate.expired',
			butForDates: undefined,
			mac: undefined,
		});
	});
});

describe('the deny list', () => {
	const entry = { id: '1', note: '', createdAt: today };
	const byFingerprint = (minted: Minted): DenyListEntry => ({ ...entry, kind: 'fingerprint', fingerprint: parse(minted).fingerprint });
	const bySerial = (issuer: Uint8Array, serial: string): DenyListEntry => ({
		...entry,
		kind: 'serial',
		issuer: Buffer.from(issuer).toString('hex'),
		serial,
	});
	const anchors = [anchor(root)];
	const untrusted = [issuing];

	it.each([
		['reject/leaf by fingerprint', byFingerprint(leaf), 'certificate.denied'],
		[
			'reject/leaf by fingerprint, written with colons',
			{
				...entry,
				kind: 'fingerprint',
				fingerprint: parse(leaf)
					.fingerprint.toUpperCase()
					.replace(/..(?!$)/g, '$&:'),
			},
			'certificate.denied',
		],
		['reject/leaf by issuer and serial', bySerial(name([['CN', 'Issuing']]), '1267'), 'certificate.denied'],
		['reject/leaf by issuer and serial, written differently', bySerial(name([['CN', 'ISSUING']]), '001267'), 'certificate.denied'],
		['reject/issuing CA', byFingerprint(issuing), 'certificate.denied'],
		['reject/root', byFingerprint(root), 'certificate.denied'],
		['ok/serial of another issuer', bySerial(name([['CN', 'Root']]), '1267'), 'accepted'],
		['ok/another certificate', byFingerprint(mintLeaf({ name: 'other' })), 'accepted'],
	] as const)('%s', (_name, denied, expected) => {
		const verdict = judge({ anchors, untrusted, denyList: [denied] });
		expect(verdict.accepted ? 'accepted' : verdict.reason).toBe(expected);
	});

	it('comes before everything else', () => {
		const rejected = mintLeaf({ name: 'stranger', notAfter: yearsFromToday(-0.1) });
		expect(judge({ leaf: rejected, anchors, denyList: [byFingerprint(rejected)] })).toMatchObject({ reason: 'certificate.denied' });
	});

	it.each([
		['a fingerprint that is none', { ...entry, kind: 'fingerprint', fingerprint: 'abc' }],
		['an issuer that is no name', { ...entry, kind: 'serial', issuer: '0500', serial: '01' }],
		['a serial that is not hexadecimal', { ...entry, kind: 'serial', issuer: name([['CN', 'x']]).toString('hex'), serial: 'xyz' }],
	] as const)('refuses %s instead of passing it over', (_name, broken) => {
		expect(() => prepareTrust({ anchors: [], denyList: [broken] })).toThrow(expect.objectContaining({ code: 'value.invalid' }));
	});
});

describe('preparing trust', () => {
	it.each([
		['certificate.unreadable', { certificate: Buffer.from('garbage') }],
		['crl.unreadable', { crls: [Buffer.from('garbage')] }],
		['value.invalid', { macRules: [{ source: 'subject.CN', pattern: '(' }] }],
	] as const)('fails with %s rather than trust half of it', (code, broken) => {
		expect(() => prepareTrust({ anchors: [anchor(issuing, broken)] })).toThrow(expect.objectContaining({ code }));
	});
});
