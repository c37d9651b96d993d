// Settles until it is killed; says when it begins.
import { openStore, type StoreOptions } from '../../src/store/open-store.ts';

const [, , optionsText = ''] = process.argv;
const options = JSON.parse(optionsText) as StoreOptions;
const store = await openStore(options);
process.stdout.write('settling\n');
for (;;) {
	await store.settle();
	await new Promise(setImmediate);
}
