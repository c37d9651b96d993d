import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { probeAddress, toAddressText } from '../../src/tls/probe-address.ts';
import { connectPlainly, makePki, useListeners } from './listener-fixture.ts';

const pki = makePki();
const { open } = useListeners();
const trusting = { credentials: [pki.credential], anchors: [] };

describe('an address', () => {
	it('ok/port 0 finds a free one that can be used afterwards', async () => {
		const port = await probeAddress('127.0.0.1', 0);
		expect(port).toBeGreaterThan(0);
		const listener = await open({ ...trusting, port });
		expect(listener.port).toBe(port);
		(await connectPlainly(listener)).destroy();
	});

	it('reject/that is taken, by probe and by listener', async () => {
		const other = createServer().listen(0, '127.0.0.1');
		await once(other, 'listening');
		const address = other.address();
		const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
		const taken = { code: 'listener.address-in-use', message: `127.0.0.1:${port} is in use by another process` };
		await expect(probeAddress('127.0.0.1', port)).rejects.toMatchObject(taken);
		await expect(open({ ...trusting, port })).rejects.toMatchObject(taken);
		other.close();
	});

	it.runIf(process.platform === 'linux')('reject/that a listener shares: two listeners share it silently, the probe does not', async () => {
		const first = await open({ ...trusting, reusePort: true });
		const second = await open({ ...trusting, reusePort: true, port: first.port });
		expect(second.port).toBe(first.port);
		await expect(probeAddress('127.0.0.1', first.port)).rejects.toMatchObject({ code: 'listener.address-in-use' });
	});

	it('reject/that belongs to another machine', () => {
		// In a process of its own, since a test may name no foreign address.
		const module = new URL('../../src/tls/probe-address.ts', import.meta.url).href;
		const script = `const { probeAddress } = await import(${JSON.stringify(module)});
			await probeAddress('192.0.2.1', 8443).catch((error) => console.log(error.code, '|', error.message, '|', error.hint));`;
		const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
		expect(stdout.trim().split(' | ')).toEqual([
			'listener.failed',
			'cannot listen on 192.0.2.1:8443: EADDRNOTAVAIL',
			'This address belongs to no interface of this machine.',
		]);
	});

	it('is written as people write it', () => {
		expect(toAddressText('127.0.0.1', 8443)).toBe('127.0.0.1:8443');
		expect(toAddressText('::1', 8443)).toBe('[::1]:8443');
	});
});
