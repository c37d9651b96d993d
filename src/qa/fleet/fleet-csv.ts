import { toColonForm } from '../../domain/mac-address.ts';
import type { FleetPlan } from './fleet-plan.ts';

export interface FleetCsvOptions {
	readonly deviceType: string;
	readonly serviceProvider: string;
}

const columns = ['deviceType', 'deviceName', 'serviceProvider', 'mac', 'linePort-1', 'displayName-1', 'extension-1'];
const rowsPerChunk = 1000;

/** The fleet as a file for `dms device import`, with one line for each device, in chunks. */
export async function* writeFleetCsv(plan: FleetPlan, { deviceType, serviceProvider }: FleetCsvOptions): AsyncGenerator<Buffer> {
	let text = `${columns.join(',')}\r\n`;
	for (let index = 0; index < plan.devices; index++) {
		const mac = plan.macOf(index);
		const line = [`fleet-${mac}@sip.example.net`, `Handset of ${mac}`, String(index + 1)];
		text += `${[deviceType, `fleet-${mac}`, serviceProvider, toColonForm(mac), ...line].map(toCell).join(',')}\r\n`;
		if ((index + 1) % rowsPerChunk !== 0) continue;
		yield Buffer.from(text);
		text = '';
	}
	yield Buffer.from(text);
}

/** RFC 4180 2.6 and 2.7. */
function toCell(text: string): string {
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
