import { join } from 'node:path';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { type Hierarchy, mintDevice } from '../../src/qa/mint.ts';
import { openTestCa } from '../../src/qa/test-ca.ts';
import { type ClientIdentity, type ClientRequest, fetchSecure } from '../helpers/https-client.ts';
import type { WebServer } from './web-server.ts';

/** A device that the test CA of a demo server has made. */
export class DemoDevice {
	readonly mac: string;
	readonly identity: ClientIdentity;
	readonly #server: WebServer;

	constructor(server: WebServer, mac: string, identity: ClientIdentity) {
		this.mac = mac;
		this.identity = identity;
		this.#server = server;
	}

	/** @throws where the server gives it its file. */
	async fetchRefused(): Promise<void> {
		const status = await this.fetch();
		if (status !== 403) throw new Error(`${this.mac} was answered with ${status}`);
	}

	/** Asks for the file of a device, its own unless told otherwise. @returns the status. */
	async fetch(mac = this.mac): Promise<number> {
		return this.#ask(`${mac}-config.xml`);
	}

	/** Writes one of its own files. @returns the status. */
	async upload(file: string, body: string): Promise<number> {
		return this.#ask(file, { method: 'PUT', body });
	}

	async #ask(file: string, request: Partial<ClientRequest> = {}): Promise<number> {
		const path = `/dms/sample-ip-dect-mac/${file}`;
		return (await fetchSecure(this.#server.devicePort, { path, identity: this.identity, ...request })).status;
	}
}

const opened = new WeakMap<WebServer, Promise<Hierarchy>>();

/** @param defect of src/qa/defects.ts. */
export async function makeDemoDevice(server: WebServer, mac: string, defect = 'none'): Promise<DemoDevice> {
	const hierarchy = opened.get(server) ?? openTestCa(join(server.dataDirectory, 'test-ca'));
	opened.set(server, hierarchy);
	const { keyPem, chainPem } = await mintDevice(await hierarchy, { mac: requireMacAddress(mac), defect, now: new Date() });
	return new DemoDevice(server, mac, { key: keyPem, cert: chainPem });
}
