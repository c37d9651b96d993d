import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { createTestCa, issueCertificate } from '../../src/qa/test-ca.ts';
import { type TestCommandLine, useCommandLine } from './command-line.ts';

const mac = requireMacAddress('0013d1000001');

/** One hierarchy for all tests, with elliptic curves: minting it takes no time. */
describe('trust', () => {
	const open = useCommandLine();
	let folder: string;
	const file = (...parts: string[]) => join(folder, ...parts);
	const [root, issuing] = [() => file('ca', 'root.pem'), () => file('ca', 'issuing.pem')];

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'opendms-trust-'));
		const now = new Date();
		await createTestCa(file('ca'), { recipe: 'spectralink-ng', now });
		for (const defect of ['none', 'expired', 'no-mac', 'rogue-ca']) {
			await issueCertificate(file('ca'), { mac, output: file(defect), defect, now });
		}
	});
	afterAll(() => rm(folder, { recursive: true, force: true }));

	async function withAnchors(): Promise<TestCommandLine> {
		const dms = await open();
		await dms.must('trust', 'add', 'root', root());
		await dms.must('trust', 'add', 'issuing', issuing());
		return dms;
	}

	describe('dms trust', () => {
		it('installs, lists, changes and removes anchors', async () => {
			const dms = await withAnchors();
			const table = (await dms.must('trust', 'list')).stdout;
			expect(table).toMatch(
				/^Kind +Alias +Owner +Issuer .*\n=+\nHttp +issuing .*\nHttp +root .*\[self-signed\] .*\n\n2 entries found\.\n$/,
			);
			await dms.must(
				'trust',
				'set',
				'issuing',
				'--oui',
				'00:13:d1',
				'--mac-from',
				'subject.CN=([0-9A-F]{12})',
				'--min-rsa-bits',
				'3072',
				'--enabled',
				'false',
			);
			expect((await dms.must('trust', 'list', '--json')).json()).toMatchObject([
				{
					alias: 'issuing',
					enabled: false,
					ouis: ['0013d1'],
					macRules: [{ source: 'subject.CN', pattern: '([0-9A-F]{12})' }],
					policy: { minRsaBits: 3072, digestFloor: 'sha256' },
					selfSigned: false,
					expired: false,
				},
				{ alias: 'root', selfSigned: true },
			]);
			const reset = await dms.must('trust', 'set', 'issuing', '--any-oui', '--default-mac-rules', '--json');
			expect(reset.json()).toMatchObject({ ouis: [], macRules: [], enabled: false });
			await dms.must('trust', 'remove', 'root');
			expect((await dms.must('trust', 'list', '--json')).json()).toHaveLength(1);
		});

		it('keeps the anchors of each kind of interface apart', async () => {
			const dms = await withAnchors();
			const argv = ['--interface', 'cti'];
			await dms.must('trust', 'add', 'root', root(), ...argv);
			await dms.must('trust', 'set', 'root', '--enabled', 'false', ...argv);
			expect((await dms.must('trust', 'list', ...argv, '--json')).json()).toMatchObject([
				{ kind: 'CTI', alias: 'root', enabled: false, devices: 0 },
			]);
			expect((await dms.run(['trust', 'crl', 'issuing', file('ca', 'issuing.crl.pem'), ...argv])).stderr).toContain(
				'(trust-anchor.not-found)',
			);
			await dms.must('trust', 'remove', 'root', ...argv);
			expect((await dms.must('trust', 'list', ...argv, '--json')).json()).toEqual([]);
			expect((await dms.must('trust', 'list', '--json')).json()).toMatchObject([
				{ kind: 'Http', enabled: true },
				{ kind: 'Http', enabled: true },
			]);
			expect(await dms.run(['trust', 'list', '--interface', 'sip'])).toMatchObject({ exitCode: 2 });
		});

		it('warns when the issuer of an anchor is not installed', async () => {
			const dms = await open();
			const { exitCode, stderr } = await dms.run(['trust', 'add', 'issuing', issuing()]);
			expect(exitCode).toBe(0);
			expect(stderr).toMatch(/^dms: warning: its issuer .* is not installed/);
		});

		it.each([
			['reject/a device certificate', () => ['new', file('none', 'cert.pem')], 'certificate.not-a-ca'],
			['reject/two certificates in a file', () => ['new', file('none', 'chain.pem')], 'certificate.count'],
			['reject/a key', () => ['new', file('none', 'key.pem')], 'certificate.unreadable'],
			['reject/a file that is not there', () => ['new', file('nothing.pem')], 'file.unreadable'],
			['reject/an alias that is taken', () => ['root', issuing()], 'trust-anchor.exists'],
			['reject/a certificate under a second alias', () => ['again', root()], 'trust-anchor.exists'],
			['reject/an alias with a slash', () => ['a/b', root()], 'value.invalid'],
			['reject/an OUI that is none', () => ['new', root(), '--oui', '00:13'], 'mac.invalid'],
			['reject/a source that is none', () => ['new', root(), '--mac-from', 'subject.XX'], 'value.invalid'],
			['reject/a pattern that is none', () => ['new', root(), '--mac-from', 'subject.CN=(['], 'value.invalid'],
			['reject/a key floor below all reason', () => ['new', root(), '--min-rsa-bits', '512'], 'value.invalid'],
		])('%s', async (_, argv, code) => {
			const dms = await withAnchors();
			const { exitCode, stderr } = await dms.run(['trust', 'add', ...argv()]);
			expect(exitCode).toBe(1);
			expect(stderr).toContain(`(${code})`);
			expect((await dms.must('trust', 'list', '--json')).json()).toHaveLength(2);
		});

		it('installs the revocation list of an anchor and no other', async () => {
			const dms = await withAnchors();
			const installed = await dms.must('trust', 'crl', 'issuing', file('ca', 'issuing.crl.pem'), '--json');
			expect(installed.json()).toMatchObject({ alias: 'issuing', revocationLists: 1 });
			expect((await dms.run(['trust', 'crl', 'issuing', file('ca', 'root.crl.pem')])).stderr).toContain('(crl.not-issued-by-anchor)');
			expect((await dms.run(['trust', 'crl', 'issuing', root()])).stderr).toContain('(crl.unreadable)');
			expect((await dms.run(['trust', 'crl', 'nobody', file('ca', 'root.crl.pem')])).stderr).toContain('(trust-anchor.not-found)');
			expect((await dms.must('trust', 'crl', 'issuing', '--remove', '--json')).json()).toMatchObject({ revocationLists: 0 });
		});

		it('refuses a certificate that is denied, until it is allowed again', async () => {
			const dms = await withAnchors();
			const certificate = file('none', 'cert.pem');
			const reason = async () => (await dms.run(['certificate', 'check', certificate, '--json'])).json();
			expect(await reason()).toMatchObject({ accepted: true });
			const denied = await dms.must('trust', 'deny', '--certificate', certificate, '--note', 'stolen', '--json');
			expect(await reason()).toMatchObject({ accepted: false, reason: 'certificate.denied' });
			const { id, fingerprint } = denied.json() as { id: string; fingerprint: string };
			expect((await dms.must('trust', 'denied')).stdout).toContain(`${fingerprint}  stolen`);
			await dms.must('trust', 'allow', id);
			expect(await reason()).toMatchObject({ accepted: true });
			expect((await dms.run(['trust', 'allow', id])).exitCode).toBe(1);
		});

		it('denies by fingerprint, and by issuer and serial number', async () => {
			const dms = await withAnchors();
			const { serial, fingerprint } = await factsOf(file('none', 'cert.pem'));
			await dms.must('trust', 'deny', '--issuer', issuing(), '--serial', serial.toUpperCase());
			expect((await dms.run(['certificate', 'check', file('none', 'cert.pem')])).stdout).toContain('certificate.denied');
			await dms.must('trust', 'deny', '--fingerprint', fingerprint.match(/../g)?.join(':') ?? '');
			expect((await dms.must('trust', 'denied', '--json')).json()).toMatchObject([
				{ kind: 'serial' },
				{ kind: 'fingerprint', fingerprint },
			]);
			expect((await dms.run(['trust', 'deny', '--fingerprint', 'abc'])).stderr).toContain('(value.invalid)');
			expect((await dms.run(['trust', 'deny', '--issuer', issuing(), '--serial', 'xyz'])).stderr).toContain('(value.invalid)');
		});
	});

	async function factsOf(path: string) {
		const { X509Certificate } = await import('node:crypto');
		const certificate = new X509Certificate(await readFile(path));
		return { serial: certificate.serialNumber, fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase() };
	}

	describe('dms certificate check', () => {
		it('judges by the installed anchors', async () => {
			const dms = await withAnchors();
			const good = await dms.run(['certificate', 'check', file('none', 'cert.pem'), '--json']);
			expect(good.exitCode).toBe(0);
			expect(good.json()).toMatchObject({ accepted: true, reason: null, anchor: 'issuing', mac });
			expect(good.json()).toHaveProperty('path.length', 3);
			await dms.must('trust', 'set', 'issuing', '--enabled', 'false');
			await dms.must('trust', 'set', 'root', '--enabled', 'false');
			expect((await dms.run(['certificate', 'check', file('none', 'cert.pem'), '--json'])).json()).toMatchObject({ accepted: false });
		});

		it('judges by the anchors that are named, without a store', async () => {
			const dms = await open();
			dms.ports = { openStore: () => Promise.reject(new Error('no store is needed')) };
			const argv = ['certificate', 'check', file('none', 'chain.pem'), '--anchor', root(), '--json'];
			expect(await dms.must(...argv).then(({ json }) => json())).toMatchObject({ accepted: true, anchor: root(), mac });
			const alone = await dms.run(['certificate', 'check', file('none', 'cert.pem'), '--anchor', root(), '--json']);
			expect(alone.exitCode).toBe(1);
			expect(alone.json()).toMatchObject({ accepted: false, anchor: null, mac: null });
			const helped = await dms.must('certificate', 'check', file('none', 'cert.pem'), '--anchor', root(), '--untrusted', issuing());
			expect(helped.stdout).toMatch(/^ {2}accepted = true\n {2}anchor +=/);
		});

		it('judges as of another time', async () => {
			const dms = await withAnchors();
			const expired = await dms.run(['certificate', 'check', file('expired', 'cert.pem')]);
			expect(expired.exitCode).toBe(1);
			expect(expired.stdout).toContain('reason   = certificate.expired');
			const then = new Date(Date.now() - 200 * 86_400_000).toISOString();
			expect((await dms.run(['certificate', 'check', file('expired', 'cert.pem'), '--at', then])).exitCode).toBe(0);
		});

		it('asks for a MAC address against the installed anchors, unless a path is enough', async () => {
			const dms = await withAnchors();
			const argv = ['certificate', 'check', file('no-mac', 'cert.pem'), '--json'];
			expect((await dms.run(argv)).json()).toMatchObject({ accepted: false, reason: 'certificate.no-mac', mac: null });
			expect((await dms.run([...argv, '--purpose', 'path'])).json()).toMatchObject({ accepted: true, mac: null });
			const elsewhere = [...argv, '--anchor', root(), '--untrusted', file('ca', 'issuing.pem')];
			expect((await dms.run(elsewhere)).json()).toMatchObject({ accepted: true, mac: null });
		});

		it('asks every certificate of the path for its list where lists are named', async () => {
			const dms = await open();
			const argv = ['certificate', 'check', file('none', 'chain.pem'), '--anchor', root(), '--json', '--crl', file('ca', 'root.crl.pem')];
			expect((await dms.run(argv)).json()).toMatchObject({ accepted: false, reason: 'certificate.crl-missing' });
			expect((await dms.run([...argv, '--crl', file('ca', 'issuing.crl.pem')])).json()).toMatchObject({ accepted: true });
		});

		it('judges a batch line by line, in order, and does not stop at a broken one', async () => {
			const dms = await open();
			const pem = async (...parts: string[]) => (await readFile(file(...parts))).toString();
			const line = async (id: unknown, folderName: string, more: object = {}) =>
				JSON.stringify({
					id,
					leaf: await pem(folderName, 'cert.pem'),
					untrusted: [await pem('ca', 'issuing.pem')],
					anchors: [await pem('ca', 'root.pem')],
					crls: [],
					...more,
				});
			const lines = [
				await line('good', 'none'),
				'{not json',
				await line(7, 'expired'),
				await line('then', 'expired', { at: new Date(Date.now() - 200 * 86_400_000).toISOString() }),
				'',
				JSON.stringify({ id: 'empty' }),
				JSON.stringify({ id: 'text', leaf: 'no certificate', anchors: [] }),
				await line('time', 'none', { at: 'tomorrow' }),
				await line('texts', 'none', { untrusted: 'no array' }),
				await line('path', 'no-mac', { purpose: 'path' }),
				await line('rogue', 'rogue-ca'),
				'[1]',
			];
			const { exitCode, stderr, jsonLines } = await dms.run(['certificate', 'check', '--batch', '-'], lines.join('\n'));
			expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
			expect(jsonLines()).toMatchObject([
				{ id: 'good', accepted: true, reason: null, anchor: 'anchor 1', mac },
				{ id: null, accepted: false, error: expect.stringContaining('not JSON') as unknown },
				{ id: 7, accepted: false, reason: 'certificate.expired' },
				{ id: 'then', accepted: true },
				{ id: 'empty', accepted: false, error: expect.stringContaining('leaf') as unknown },
				{ id: 'text', accepted: false, reason: 'certificate.malformed' },
				{ id: 'time', accepted: false, error: expect.stringContaining('at') as unknown },
				{ id: 'texts', accepted: false, error: expect.stringContaining('untrusted') as unknown },
				{ id: 'path', accepted: true, mac: null },
				{ id: 'rogue', accepted: false },
				{ id: null, accepted: false },
			]);
		});

		it('uses the installed anchors for lines that name none', async () => {
			const dms = await withAnchors();
			const leaf = (await readFile(file('none', 'cert.pem'))).toString();
			const path = await dms.write('batch.jsonl', `${JSON.stringify({ id: 1, leaf })}\n${JSON.stringify({ id: 2, leaf, anchors: [] })}\n`);
			expect((await dms.must('certificate', 'check', '--batch', path)).jsonLines()).toMatchObject([
				{ id: 1, accepted: true, anchor: 'issuing' },
				{ id: 2, accepted: false },
			]);
		});

		it('refuses --batch beside options that its lines have', async () => {
			const dms = await open();
			expect((await dms.run(['certificate', 'check', '--batch', '-', '--anchor', root()])).exitCode).toBe(2);
		});

		it('names a file that cannot be read', async () => {
			const dms = await open();
			const { exitCode, stderr } = await dms.run(['certificate', 'check', file('nothing.pem'), '--anchor', root()]);
			expect(exitCode).toBe(1);
			expect(stderr).toContain('(file.unreadable)');
		});
	});
});
