// Rotates the secret key until it is killed, and says on its output each time it is done.
import { rotateSecretKey, type StoreOptions } from '../../src/store/open-store.ts';

const [, , optionsText = ''] = process.argv;
const options = JSON.parse(optionsText) as StoreOptions;

for (let turn = 0; ; turn++) {
	await rotateSecretKey(options);
	process.stdout.write(`done ${turn}\n`);
}
