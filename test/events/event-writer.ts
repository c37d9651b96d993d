// Appends events in batches as another process of the node does, and says so at its end.
import { setTimeout as delay } from 'node:timers/promises';
import { openStore, type StoreOptions } from '../../src/store/open-store.ts';
import type { Batch } from './event-interleaving.property.test.ts';
import { toTestEvent } from './event-service.ts';

const [, , optionsText = '', writer = '', batchesText = ''] = process.argv;
const options = JSON.parse(optionsText) as StoreOptions;
const batches = JSON.parse(batchesText) as readonly Batch[];
const store = await openStore(options);
let number = 0;
for (const { devices, pauseMs } of batches) {
	await store.events.append(devices.map((device) => toTestEvent(device, { data: { writer, number: ++number } })));
	await delay(pauseMs);
}
await store.close();
