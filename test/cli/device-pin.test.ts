import { describe, expect, it } from 'vitest';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { sampleRecord } from '../contract/samples.ts';
import { type TestCommandLine, useCommandLine } from './command-line.ts';

const type = 'Sample IP-DECT 2000 MAC';
const mac = requireMacAddress('0013d1000001');
const first = '0a'.repeat(32);
const second = 'f1'.repeat(32);

describe('the pin of a device on the command line', () => {
	const open = useCommandLine();

	async function withDevice(...options: readonly string[]): Promise<TestCommandLine> {
		const dms = await open();
		await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000_MAC'));
		await dms.must('device', 'add', '--type', type, '--name', 'dect', '--mac', mac, ...options);
		return dms;
	}

	const pinOf = async (dms: TestCommandLine) =>
		((await dms.must('device', 'show', 'dect', '--json')).json() as { readonly pinnedFingerprint: string | null }).pinnedFingerprint;

	it('is given with the device, shown, changed and cleared', async () => {
		const dms = await withDevice('--pin', first.toUpperCase());
		expect((await dms.must('device', 'show', 'dect')).stdout).toContain(first);
		await dms.must('device', 'set', 'dect', '--pin', second);
		expect(await pinOf(dms)).toBe(second);
		await dms.must('device', 'set', 'dect', '--clear', 'pin');
		expect(await pinOf(dms)).toBeNull();
	});

	it('is the certificate that the device was last let in with, whatever came after it', async () => {
		const dms = await withDevice();
		const early = await dms.run(['device', 'set', 'dect', '--pin', 'last']);
		expect([early.exitCode, early.stderr]).toEqual([
			1,
			expect.stringContaining('no device with the MAC address 00:13:d1:00:00:01 was let in with a certificate yet (value.invalid)'),
		]);
		await dms.withStore(async (store) => {
			const proven = { mac, deviceId: '1', deviceName: 'dect', proof: 'certificate' } as const;
			store.accessRecords.append([
				sampleRecord({ ...proven, certificateFingerprint: first }),
				sampleRecord({ ...proven, certificateFingerprint: second, status: 403, reason: 'certificate.not-pinned' }),
			]);
			await store.settle();
		});
		await dms.must('device', 'set', 'dect', '--pin', 'last');
		expect(await pinOf(dms)).toBe(first);
	});

	it.each([
		['reject/no fingerprint', ['set', 'dect', '--pin', 'abc'], 'pinnedFingerprint is not a SHA-256 of 64 hexadecimal digits'],
		['reject/the last certificate of nobody', ['add', '--type', type, '--name', 'x', '--pin', 'last'], 'the device has no MAC address'],
	])('%s', async (_, words, message) => {
		const dms = await withDevice();
		const { exitCode, stderr } = await dms.run(['device', ...words]);
		expect([exitCode === 0, stderr]).toEqual([false, expect.stringContaining(message)]);
	});
});
