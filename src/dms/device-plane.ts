import type { IncomingMessage, ServerResponse } from 'node:http';
import Router from '@koa/router';
import Koa from 'koa';
import { decide } from './decide.ts';
import type { DeviceState } from './device-context.ts';
import type { DevicePlanePorts } from './device-plane-ports.ts';
import { openRecord } from './open-record.ts';
import { readRequest } from './read-request.ts';
import { refuse } from './refuse.ts';
import { respondWithFile } from './respond-with-file.ts';
import { takeUpload } from './take-upload.ts';

/** The route table of the device plane: every path is looked up in the catalog, so there is one route and its steps in their order. */
export function createDevicePlane(ports: DevicePlanePorts): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
	const router = new Router<DeviceState>();
	router.all(/.*/, readRequest(ports), decide(ports), refuse(ports), respondWithFile(ports), takeUpload(ports));

	const app = new Koa<DeviceState>();
	app.on('error', (cause: unknown, context?: Koa.Context) => reportFailure(ports, cause, context));
	app.use(openRecord(ports));
	app.use(router.routes());
	return app.callback();
}

/** A device that goes away in the middle of an answer is in its access record; nobody has to act. */
function reportFailure({ log }: DevicePlanePorts, cause: unknown, context: Koa.Context | undefined): void {
	const isGone =
		context !== undefined &&
		(context.res.destroyed || context.req.destroyed || context.res.socket === null || context.res.socket.destroyed);
	log[isGone ? 'debug' : 'error']({ err: cause }, 'a device response failed');
}
