import { randomBytes } from 'node:crypto';
import { type AdminService, toAdminOrigin } from './admin-service.ts';
import type { ServedAddresses } from './serve.ts';

type ServedAdmin = NonNullable<ServedAddresses['admin']>;

/** How the first person comes in; none where there is somebody already. @param curl with what it needs to trust the server. */
export function toFirstAdministratorAdvice(admin: ServedAdmin, curl: string): readonly string[] {
	if (admin.firstCode === undefined) return [];
	return [
		'# nobody can log in yet: open this link, or send this line with a login and a password of your own; it works once, within a day',
		toFirstLink(admin, admin.firstCode),
		toFirstCommand(admin, curl, { code: admin.firstCode, login: 'LOGIN', password: 'PASSWORD' }),
	];
}

/** The same for a demo, where the line works as it stands: its password was made for it and exists nowhere else. */
export function toDemoAdministratorAdvice(admin: ServedAdmin, curl: string): readonly string[] {
	const page = `${toReachableOrigin(admin)}/`;
	if (admin.firstCode === undefined) return ['# administer: log in here', page, ''];
	const person = { code: admin.firstCode, login: 'admin', password: randomBytes(15).toString('base64url') };
	const devices = `${curl} -H "Authorization: Bearer $token" ${page}api/v1/devices`;
	return [
		'# administer: open this link and choose a login and a password; it works once, within a day',
		toFirstLink(admin, admin.firstCode),
		'# or without a browser, in place of it: adds the person admin with this password, which is shown this once',
		`token=$(${toFirstCommand(admin, curl, person)} | cut -d '"' -f 8); ${devices}`,
		'',
	];
}

/** What stands in the fragment is sent to nobody: the page reads it. */
function toFirstLink(admin: ServedAdmin, code: string): string {
	return `${toReachableOrigin(admin)}/#first=${code}`;
}

function toFirstCommand(
	admin: ServedAdmin,
	curl: string,
	person: { readonly code: string; readonly login: string; readonly password: string },
): string {
	return `${curl} -H 'Content-Type: application/json' -d '${JSON.stringify(person)}' ${toReachableOrigin(admin)}/api/2.0/auth/first`;
}

/** A listener on every address is reached at none of them by that name. */
function toReachableOrigin({ address: { host, port }, isSecure }: Pick<AdminService, 'address' | 'isSecure'>): string {
	return toAdminOrigin({ address: { host: host === '0.0.0.0' || host === '::' ? 'localhost' : host, port }, isSecure });
}
