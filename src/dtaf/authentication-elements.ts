import type { TypeAuthenticationDefaults } from '../domain/device-type.ts';
import type { ElementReader } from './element-reader.ts';

/** The authentication elements that a type and its files have in common. */
export function readAuthenticationDefaults(reader: ElementReader): TypeAuthenticationDefaults {
	// A pattern may begin or end with a space that counts.
	const macFormatInNonRequestUri = reader.optionalExactText('macFormatInNonRequestURI');
	return {
		useHttpDigestAuthentication: reader.flag('useHttpDigestAuthentication'),
		macBasedFileAuthentication: reader.flag('macBasedFileAuthentication'),
		userNamePasswordFileAuthentication: reader.flag('userNamePasswordFileAuthentication'),
		macInNonRequestUri: reader.flag('macInNonRequestURI'),
		macInCert: reader.flag('macInCert'),
		...(macFormatInNonRequestUri === undefined ? {} : { macFormatInNonRequestUri }),
	};
}
