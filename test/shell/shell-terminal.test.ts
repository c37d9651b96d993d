import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { TestShell } from './test-shell.ts';

/** A shell at a terminal that a test types into. */
class TestTerminal {
	readonly shell = new TestShell();
	readonly #input = Object.assign(new PassThrough(), { isTTY: true });
	readonly #screen = Object.assign(new PassThrough(), { isTTY: true, columns: 200 });
	#text = '';
	#finished: ReturnType<TestShell['runInput']> | undefined;

	constructor() {
		this.#screen.on('data', (chunk: Buffer) => (this.#text += chunk.toString()));
	}

	start(): this {
		const write = (text: string) => Promise.resolve(void this.#screen.write(text));
		this.#finished = this.shell.runInput(this.#input, { stdout: this.#screen, print: write, complain: write });
		return this;
	}

	/** Types, once the text that must stand on the screen behind what was seen last does. */
	async type(expected: string, keys: string): Promise<void> {
		await vi.waitUntil(() => this.#text.includes(expected), { timeout: 5000, interval: 2 });
		this.#text = this.#text.slice(this.#text.indexOf(expected) + expected.length);
		this.#input.write(keys);
	}

	/** What is shown from now on until the session ends, without what moves the cursor. */
	async end(): Promise<{ readonly exitCode: number; readonly screen: string }> {
		const { exitCode } = (await this.#finished) ?? { exitCode: -1 };
		return { exitCode, screen: this.screen };
	}

	get screen(): string {
		return this.#text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '').replaceAll('\r', '');
	}

	hangUp(): void {
		this.#input.end();
	}
}

const clientIdentity = 'DMS_CLI/System/ClientIdentity> ';

describe('at a terminal', () => {
	it('greets, shows the place in the prompt, and leaves when that is confirmed', async () => {
		const terminal = new TestTerminal().start();
		await terminal.type('Type HELP', '\r');
		await terminal.type('DMS_CLI> ', 'System; ClientIdentity\r');
		await terminal.type(clientIdentity, 'add a\r');
		await terminal.type('...Done', 'exit\r');
		await terminal.type('Please confirm (Yes, Y, No, N): ', 'No\r');
		await terminal.type(clientIdentity, 'quit\r');
		await terminal.type('Please confirm (Yes, Y, No, N): ', 'perhaps\r');
		await terminal.type('Please confirm (Yes, Y, No, N): ', 'Yes\r');
		expect((await terminal.end()).exitCode).toBe(0);
		expect(terminal.shell.recorded.changes).toHaveLength(1);
	});

	it('goes on after an error', async () => {
		const terminal = new TestTerminal().start();
		await terminal.type('DMS_CLI> ', 'frobnicate\r');
		await terminal.type('(usage.invalid)', 'System; ClientIdentity; add a\r');
		await terminal.type('...Done', '\u0004');
		await terminal.end();
		expect(terminal.shell.recorded.changes).toHaveLength(1);
	});

	it('keeps lines that are commands and have no secrets', async () => {
		const terminal = new TestTerminal().start();
		const trusts = 'cd /Interface/CTI/SSLCommonSettings/ClientAuthentication/Trusts';
		await terminal.type('DMS_CLI> ', `${trusts}\r`);
		await terminal.type('Trusts> ', 'my-password-in-the-wrong-window\r');
		await terminal.type('Trusts> ', 'set a crlUrl http://user:secret@crl.example/\r');
		await terminal.type('...Done', 'delete a\r');
		await terminal.type('No, N): ', 'y\r');
		await terminal.type('...Done', '\u0004');
		await terminal.end();
		expect(terminal.shell.history.lines).toEqual([trusts, 'delete a']);
	});

	it('offers the lines of earlier sessions, and no answers to questions', async () => {
		const terminal = new TestTerminal();
		terminal.shell.history.lines.push('System; ClientIdentity; add old');
		terminal.start();
		await terminal.type('DMS_CLI> ', 'exit\r');
		await terminal.type('No, N): ', 'No\r');
		await terminal.type('DMS_CLI> ', '\u001b[A\u001b[A\r');
		await terminal.type('...Done', '\u0004');
		await terminal.end();
		expect(terminal.shell.recorded.changes[0]?.[2]).toEqual({ name: 'old', deviceTypes: [] });
	});

	it('completes contexts with the tabulator', async () => {
		const terminal = new TestTerminal().start();
		await terminal.type('DMS_CLI> ', 'Sys\t;Clie\t;get\r');
		await terminal.type('0 entry found.', '\u0004');
		expect((await terminal.end()).exitCode).toBe(0);
	});

	it('asks for the passphrase of an encrypted key without showing it', async () => {
		const terminal = new TestTerminal();
		terminal.shell.files.contents.set('/key', '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n').set('/cert', '');
		terminal.start();
		await terminal.type('DMS_CLI> ', 'cd /Interface/CTI/CTIServer/SSLSettings/Certificates\r');
		await terminal.type('Certificates> ', 'sslUpdate 10.0.0.1 keyFile /key certificateFile /cert\r');
		await terminal.type('Passphrase of the key: ', 'open sesame\r');
		await expect.poll(() => terminal.screen).toContain('Certificates> ');
		expect(terminal.screen).not.toContain('sesame');
		await terminal.type('Certificates> ', '\u001b[A\u001b[A');
		await terminal.type('cd /Interface', '\u0003\u0004');
		await terminal.end();
		expect(terminal.shell.recorded.changes[0]?.[3]).toMatchObject({ passphrase: 'open sesame' });
		expect(terminal.shell.history.lines.join()).not.toContain('sesame');
	});

	it('drops what was typed with Ctrl+C, and says no to a question', async () => {
		const terminal = new TestTerminal().start();
		await terminal.type('DMS_CLI> ', 'restart\u0003');
		await terminal.type('^C', 'restart\r');
		await terminal.type('No, N): ', '\u0003');
		await terminal.type('...Cancelled', '\u0004');
		await terminal.end();
		expect(terminal.shell.recorded.changes).toEqual([]);
	});

	it('runs lines that are pasted together, in their order', async () => {
		const terminal = new TestTerminal().start();
		await terminal.type('DMS_CLI> ', 'XSP|ADP_CLI/System/ClientIdentity> add a\rAS_CLI/System/ClientIdentity> add b\rexit\rY\r');
		await terminal.end();
		expect(terminal.shell.recorded.changes.map((change) => change[2])).toEqual([
			{ name: 'a', deviceTypes: [] },
			{ name: 'b', deviceTypes: [] },
		]);
	});

	it('ends when the terminal goes away', async () => {
		const terminal = new TestTerminal().start();
		await terminal.type('DMS_CLI> ', 'get');
		terminal.hangUp();
		expect((await terminal.end()).exitCode).toBe(0);
	});
});
