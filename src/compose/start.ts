import { relative } from 'node:path';
import type { Clock, Store } from '../domain/ports.ts';
import { toAddressText } from '../tls/probe-address.ts';
import { type DemoData, prepareDemoData } from './demo-data.ts';
import { toDemoAdministratorAdvice } from './first-administrator-advice.ts';
import { type ServedAddresses, type ServeRequest, serve } from './serve.ts';

export interface StartRequest extends Pick<ServeRequest, 'configFile' | 'overrides' | 'environment' | 'version'> {
	readonly clock: Clock;
	readonly say: (line: string) => void;
}

/** Sets up a demo in the data directory, says what to try, and serves. */
export async function start({ clock, say, ...request }: StartRequest): Promise<number> {
	let data: DemoData | undefined;
	return serve({
		...request,
		clock,
		adminFallback: { host: '127.0.0.1', port: 8080 },
		async prepare(store: Store, configuration) {
			data = await prepareDemoData({ store, clock, actor: 'start' }, configuration.data);
		},
		onReady(addresses) {
			if (data !== undefined) for (const line of toAdvice(data, addresses)) say(line);
			for (const line of toAdminAdvice(addresses)) say(line);
			say('ready');
		},
	});
}

function toAdvice(data: DemoData, { device, trustFile, workers }: ServedAddresses): readonly string[] {
	const host = device.host === '127.0.0.1' || device.host === '0.0.0.0' ? 'localhost' : device.host;
	const origin = toAddressText(host, device.port);
	const trust = trustFile === undefined ? '' : `--cacert ${shown(trustFile)} `;
	const { certified, mixed, digest } = data;
	const identity = `--cert ${shown(certified.certificate.chainFile)} --key ${shown(certified.certificate.keyFile)} `;
	const file = (typeUri: string, mac: string) => `${typeUri}/${mac}-config.xml`;
	return [
		`OpenDMS serves devices at https://${origin}/dms/ with ${workers} workers. Try, in another terminal:`,
		'',
		'# a device with its factory certificate gets its own configuration',
		`curl ${trust}${identity}https://${origin}/dms/${file(certified.typeUri, certified.mac)}`,
		'# the same certificate does not open the file of another device: 403',
		`curl -i ${trust}${identity}https://${origin}/dms/${file(certified.typeUri, mixed.mac)}`,
		'# no certificate: user name and password in the URL, where the file allows it',
		`curl ${trust}https://${mixed.userName}:${mixed.password}@${origin}/dms/${file(mixed.typeUri, mixed.mac)}`,
		'# the same with Digest',
		`curl --digest ${trust}https://${digest.userName}:${digest.password}@${origin}/dms/${file(digest.typeUri, digest.mac)}`,
		'# who fetched what, and why it was granted or refused',
		'npx dms access list',
		'# every shape and every defect of a certificate, played against this server',
		`npx dms qa run https://${origin} --ca ${shown(data.caDirectory)} --data ${shown(data.directory)}`,
		'',
	];
}

function toAdminAdvice({ admin, trustFile }: ServedAddresses): readonly string[] {
	if (admin === undefined) return [];
	return toDemoAdministratorAdvice(admin, `curl -s${admin.isSecure && trustFile !== undefined ? ` --cacert ${shown(trustFile)}` : ''}`);
}

function shown(path: string): string {
	const fromHere = relative(process.cwd(), path);
	const text = fromHere.startsWith('..') ? path : fromHere;
	return /^[\w./@:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
