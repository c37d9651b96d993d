import { checkScope } from './device-profile-rules.ts';
import { checkAll } from './findings.ts';
import { checkChoice, checkLength } from './limits.ts';
import { foldLogin, type PersonChange } from './person.ts';
import { roles } from './role.ts';
import { checkText, checkToken, collapse, invalid, quote } from './text-rules.ts';

/** @throws DmsError `value.*`. */
export function checkLogin(text: string): string {
	const login = checkLength('login', foldLogin(text), 'personLogin');
	if (!/^[a-z0-9][a-z0-9._@+-]*$/.test(login)) {
		throw invalid('login', `login ${quote(text)} must begin with a letter or digit and may have letters, digits and . _ @ + - alone`);
	}
	return login;
}

/** The fields of a person within their limits, white space collapsed. @throws DmsError `value.*`, all findings in `findings`. */
export function checkPersonFields<Fields extends Pick<PersonChange, 'fullName' | 'role' | 'profile' | 'scope'>>(fields: Fields): Fields {
	const checked = { ...fields, ...collapsed('fullName', fields.fullName), ...collapsed('profile', fields.profile) };
	checkAll([
		() => typeof checked.fullName === 'string' && checkToken('fullName', checked.fullName, 'personFullName'),
		() => typeof checked.profile === 'string' && checkToken('profile', checked.profile, 'personProfile'),
		() => checked.role !== undefined && checkChoice('role', checked.role, roles),
		() => checked.scope !== undefined && checked.scope !== null && checkScope(checked.scope),
	]);
	return checked;
}

/** Length alone, as NIST SP 800-63B 3.1.1.2 has it: no rules of composition. @throws DmsError `value.*`. */
export function checkPersonPassword(password: string): void {
	checkLength('password', checkText('password', password), 'personPassword');
	if (new Set(password).size < fewestCharacters)
		throw invalid('password', `password has fewer than ${fewestCharacters} different characters`);
}

const fewestCharacters = 5;

function collapsed<Field extends string>(field: Field, text: string | null | undefined): { [Each in Field]?: string } {
	return typeof text === 'string' ? ({ [field]: collapse(text) } as { [Each in Field]: string }) : {};
}
