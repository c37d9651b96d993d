import { parentPort, workerData } from 'node:worker_threads';
import { type MintOrder, type MintRange, startMinting } from './mint-task.ts';

/** A thread that mints ranges of a fleet on demand; it is started by `mintFleet` and by nobody else. */
const order = workerData as MintOrder;
const minting = startMinting(order);
parentPort?.on('message', (range: MintRange) => {
	// A failure is not caught, so that it ends the thread and reaches its owner.
	void minting.then((mint) => mint(range)).then((minted) => parentPort?.postMessage(minted));
});
