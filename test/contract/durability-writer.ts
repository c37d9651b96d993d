// Writes until it is killed, and says on its output what it has been told is written.
import { openStore, type StoreOptions } from '../../src/store/open-store.ts';
import { fullDevice, sampleMac, sampleRecord } from './samples.ts';

const [, , optionsText = '', typeId = '', round = '', batchSize = ''] = process.argv;
const options = JSON.parse(optionsText) as StoreOptions;
const size = Number(batchSize);
const store = await openStore(options);

for (let batch = 0; ; batch++) {
	await store.transaction(async (inner) => {
		const devices = Array.from({ length: size }, (_, index) => {
			const number = Number(round) * 1_000_000 + batch * size + index;
			return { ...fullDevice(typeId, number), groupId: `round ${round}`, mac: sampleMac(number) };
		});
		await inner.devices.addMany(devices.slice(0, size / 2));
		await new Promise(setImmediate);
		await inner.devices.addMany(devices.slice(size / 2));
		await inner.audit.append({ actor: 'test', action: 'import', subject: `round ${round}` });
	});
	const records = Array.from({ length: 3 }, (_, index) =>
		sampleRecord({ id: `${round}-${String(batch * 3 + index).padStart(9, '0')}`, deviceName: `round ${round}` }),
	);
	store.accessRecords.append(records);
	process.stdout.write(`done ${batch}\n`);
}
