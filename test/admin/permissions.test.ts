import { describe, expect, it } from 'vitest';
import { isAllowedToRole } from '../../src/admin/permission-table.ts';
import type { AdminRoute } from '../../src/admin/route.ts';
import { createRoutes } from '../../src/admin/route-table.ts';
import { isAllowed, parseAcl, toPermission } from '../../src/domain/permission.ts';
import { roles } from '../../src/domain/role.ts';
import { useAdminService } from '../helpers/admin-service.ts';
import { describeStores } from '../helpers/stores.ts';

const routes = createRoutes();
const titleOf = ({ method, path }: AdminRoute) => `${method} ${path}`;

/** Values for the parameters of a path; none of them exists, so that nothing is changed by those who may. */
const parameters: Readonly<Record<string, string>> = {
	...{ deviceId: '999999', login: 'nobody', name: 'nothing' },
	...{ fileFormat: 'nothing.xml', line: '1', regionName: 'nowhere', uploadId: '1' },
	// Within what those who are bound administer.
	...{ serviceProviderId: 'acme', groupId: 'hq' },
	...{ kind: 'Http', address: '127.0.0.1', port: '1', setting: 'protocols' },
};
const pathOf = ({ path, isEndless }: AdminRoute) =>
	path.replaceAll(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? 'nothing') + (isEndless === true ? '?seconds=0' : '');

const narrowAcls = ['dms.rest.devices.*.read', 'dms.rest.people.nobody.read'];

/** Whether permissions alone would let a caller with these ACLs in. */
function isOpenTo({ permission }: AdminRoute, acls: readonly string[]): boolean {
	if (permission === 'public' || permission === 'authenticated') return true;
	return isAllowed(acls.map(parseAcl), toPermission(permission, parameters));
}

describe('every route', () => {
	it('has a permission that names its resource and what is done to it', () => {
		const actions: Readonly<Record<string, string>> = { GET: 'read', POST: 'create', PUT: 'update', PATCH: 'update', DELETE: 'delete' };
		for (const route of routes) {
			if (route.permission === 'public' || route.permission === 'authenticated') continue;
			const expected = route.path.replace(/^\/(?:api\/v1\/)?/, 'dms.rest.').replaceAll('/', '.');
			expect(route.permission, titleOf(route)).toBe(`${expected}.${actions[route.method]}`);
		}
	});

	it('is open without a token only where it must be', () => {
		expect(routes.filter(({ permission }) => permission === 'public').map(titleOf)).toEqual([
			...['/api/2.0/auth', '/xuc/api/2.0/auth'].flatMap((prefix) => [`POST ${prefix}/login`, `POST ${prefix}/first`]),
			...['/api/2.0/auth', '/xuc/api/2.0/auth'].flatMap((prefix) => [
				`GET ${prefix}/sso`,
				...[`GET ${prefix}/cas`, `POST ${prefix}/cas`, `GET ${prefix}/oidc`, `POST ${prefix}/oidc`],
			]),
			...['/api/2.0/auth', '/xuc/api/2.0/auth'].flatMap((prefix) => [
				...[`GET ${prefix}/oidc/login`, `GET ${prefix}/oidc/callback`],
				...[`GET ${prefix}/cas/login`, `POST ${prefix}/code`],
			]),
			'GET /api/v1/sign-in-methods',
			'GET /healthz',
			'GET /readyz',
			'GET /api/v1/openapi.json',
			'GET /api/v1/',
			'GET /assets/{file}',
			'GET /',
		]);
	});

	it('takes a token in the query only where XiVO does', () => {
		const paths = routes.filter(({ takesQueryToken }) => takesQueryToken === true).map(({ path }) => path);
		expect(paths.every((path) => /\/api\/2\.0\/auth\/(check|token|oidc)$/.test(path))).toBe(true);
	});

	describeStores((openStore) => {
		const openAdmin = useAdminService();

		async function open() {
			const { store } = await openStore();
			const admin = await openAdmin(store);
			const call = (route: AdminRoute, token?: string) => {
				const takesBody = ['POST', 'PUT', 'PATCH'].includes(route.method);
				return admin.send({
					method: route.method,
					path: pathOf(route),
					...(token === undefined ? {} : { token }),
					// Not what any route takes: whoever may call it is refused for the body.
					...(takesBody ? { json: 'nonsense' } : {}),
				});
			};
			return { admin, call };
		}

		it('lets nobody in who says not who they are', async () => {
			const { call } = await open();
			for (const route of routes) {
				const { status } = await call(route);
				if (route.permission === 'public' || route.openLocally === true) expect(status, titleOf(route)).not.toBe(401);
				else expect(status, titleOf(route)).toBe(401);
			}
		});

		it.each(roles)('lets %s in where the table says so', async (role) => {
			const { admin, call } = await open();
			await admin.addPerson('somebody', role);
			for (const route of routes) {
				const { status } = await call(route, await admin.tokenOf('somebody'));
				expect(status === 403, `${titleOf(route)}: ${status}`).toBe(!isAllowedToRole(route, role));
				expect(status, titleOf(route)).toBeLessThan(500);
				expect(status, titleOf(route)).not.toBe(401);
			}
		});

		it('lets a service account do what its ACLs say and no more', async () => {
			const { admin, call } = await open();
			let token = await admin.addService('narrow', narrowAcls);
			const granted: string[] = [];
			for (const route of routes) {
				const { status } = await call(route, token);
				expect(status === 403, `${titleOf(route)}: ${status}`).toBe(!isOpenTo(route, narrowAcls));
				if (status !== 403 && route.permission.startsWith('dms.')) granted.push(titleOf(route));
				// One of the routes revokes the token.
				if (route.path.endsWith('/auth/token')) token = await admin.addService(`narrow-${granted.length}-${route.path.length}`, narrowAcls);
			}
			expect(granted).toEqual(['GET /api/v1/devices/{deviceId}', 'GET /api/v1/devices.csv', 'GET /api/v1/people/{login}']);
		});

		it('keeps those who are bound to a service provider away from what belongs to all', async () => {
			const { admin, call } = await open();
			await admin.addPerson('bound', 'BWSUPERADMIN', { scope: { serviceProviderId: 'acme' } });
			for (const route of routes) {
				const { status } = await call(route, await admin.tokenOf('bound'));
				expect(status === 403, `${titleOf(route)}: ${status}`).toBe(route.scope === 'system');
			}
		});
	});
});

describe('what is not in the table', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();

		it.each([
			['POST', '/', 405],
			['GET', '/API', 404],
			['GET', '/api/v1/nothing', 404],
			['GET', '/api/v1/devices/', 404],
			['GET', '/API/v1/devices', 404],
			['GET', '/api/v1/devices/%2e%2e/people', 404],
			['PUT', '/api/v1/devices', 405],
			['OPTIONS', '/api/v1/devices', 405],
			['TRACE', '/api/v1/self', 405],
			['DELETE', '/healthz', 405],
		])('reject/%s %s', async (method, path, status) => {
			const { store } = await openStore();
			const admin = await openAdmin(store);
			await admin.addPerson('root', 'BWSUPERADMIN');
			const answer = await admin.send({ method, path, token: await admin.tokenOf('root') });
			expect(answer.status).toBe(status);
			expect(answer.headers['access-control-allow-origin']).toBeUndefined();
			if (status === 405) expect(answer.headers.allow).toMatch(/^[A-Z]+(, [A-Z]+)*$/);
		});
	});
});
