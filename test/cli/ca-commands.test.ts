import { describe, expect, it } from 'vitest';
import { useCommandLine } from './command-line.ts';

interface Created {
	readonly files: readonly string[];
	readonly next: readonly string[];
}

describe('dms ca, with every shape', () => {
	const open = useCommandLine();

	it('prints lines that make a server trust what it has made', async () => {
		const dms = await open();
		const created = (await dms.must('ca', 'create', dms.path('ca'), '--recipe', 'all', '--json')).json() as Created;
		const again = (await dms.must('ca', 'create', dms.path('ca'), '--recipe', 'all', '--json')).json() as Created;
		expect(again).toEqual({ files: [], next: created.next });
		for (const line of created.next.filter((each) => each.includes('yealink-old') || each.includes('polycom-like'))) {
			// As a shell would: quotes hold a word together and are no part of it.
			const words = (line.match(/'[^']*'|[^' ]+/g) ?? []).map((word) => word.replaceAll("'", ''));
			await dms.must(...words.slice(1));
		}
		for (const [recipe, mac, other] of [
			['yealink-old', '001565000001', '0004f2000001'],
			['polycom-like', '0004f2000001', '001565000001'],
		] as const) {
			const issue = ['ca', 'issue', dms.path(`ca/${recipe}`), '--mac'];
			await dms.must(...issue, mac, '--output', dms.path('good'));
			const good = (await dms.must('certificate', 'check', dms.path('good/chain.pem'), '--json')).json();
			expect(good).toMatchObject({ accepted: true, mac, anchor: `${recipe}-issuing` });
			await dms.must(...issue, other, '--output', dms.path('bad'));
			const bad = (await dms.run(['certificate', 'check', dms.path('bad/chain.pem'), '--json'])).json();
			expect(bad).toMatchObject({ accepted: false, reason: 'certificate.oui-not-allowed' });
		}
	});

	it('tells what a server needs for a defect, and takes certificates back', async () => {
		const dms = await open();
		await dms.must('ca', 'create', dms.path('ca'), '--recipe', 'spectralink-ng');
		const issue = ['ca', 'issue', dms.path('ca'), '--mac', '0013d1000001', '--output', dms.path('device')];
		const { files, next } = (await dms.must(...issue, '--defect', 'revoked', '--json')).json() as Created;
		expect(files).toContain(dms.path('device/issuing.crl.pem'));
		expect(next).toContain(`dms trust crl spectralink-ng-issuing ${dms.path('device/issuing.crl.pem')}`);
		const revoked = await dms.must('ca', 'revoke', dms.path('ca'), '--certificate', dms.path('device/cert.pem'), '--json');
		expect(revoked.json()).toMatchObject({
			files: [dms.path('ca/issuing.crl.pem')],
			serial: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
		});
		expect((await dms.run(['ca', 'revoke', dms.path('ca')])).stderr).toContain('(usage.invalid)');
		expect((await dms.run(['ca', 'issue', ...issue.slice(2), '--defect', 'md5'])).stderr).toContain('(value.contradiction)');
	});

	it('lists shapes and defects', async () => {
		const dms = await open();
		expect((await dms.must('ca', 'recipes', '--json')).json()).toContainEqual(
			expect.objectContaining({ name: 'cisco', ouis: ['000e08'], macRules: ['subject.ST'], digestFloor: null }),
		);
		expect((await dms.must('ca', 'recipes')).stdout).toContain('subject.serialNumber=');
		const defects = (await dms.must('ca', 'defects', '--json')).json();
		expect(defects).toContainEqual({
			...{ name: 'path-too-long', breaks: 'signed by a CA under one that allows none below it', rule: 'RFC 5280 6.1.4 (l)' },
			...{ reason: 'certificate.path-length', reasonOnConnection: 'certificate.unknown-issuer', status: 403, needs: null, appliesTo: null },
		});
		expect((await dms.must('ca', 'defects')).stdout).toContain('handshake refused');
	});
});
