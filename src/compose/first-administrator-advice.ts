import { type AdminService, toAdminOrigin } from './admin-service.ts';

/** How the first person comes in, as lines to paste; none where there is somebody already. @param curl with what it needs to trust the server. */
export function toFirstAdministratorAdvice(
	admin: Pick<AdminService, 'address' | 'isSecure'> & { readonly firstCode?: string },
	curl: string,
): readonly string[] {
	if (admin.firstCode === undefined) return [];
	const body = JSON.stringify({ code: admin.firstCode, login: 'LOGIN', password: 'PASSWORD' });
	return [
		'# nobody can log in yet: choose a login and a password; this works once, within a day',
		`${curl} -H 'Content-Type: application/json' -d '${body}' ${toAdminOrigin(admin)}/api/2.0/auth/first`,
	];
}
