import type { IncomingMessage, ServerResponse } from 'node:http';
import Router from '@koa/router';
import Koa, { type ParameterizedContext } from 'koa';
import { answerDevice } from './answer-device.ts';
import type { DevicePlanePorts } from './device-plane-ports.ts';

/** The route table of the device plane: every path is looked up in the catalog, so there is one route. */
export function createDevicePlane(ports: DevicePlanePorts): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
	const router = new Router();
	router.all(/.*/, ({ req, res }) => answerDevice(ports, req, res));
	const app = new DeviceApplication();
	app.use(router.routes());
	return app.callback();
}

/** Koa without what it does behind the last step: to watch every response would cost more than all else of it, and ours are watched anyway. */
class DeviceApplication extends Koa {
	handleRequest(context: ParameterizedContext, run: (context: ParameterizedContext) => Promise<void>): Promise<void> {
		return run(context);
	}
}
