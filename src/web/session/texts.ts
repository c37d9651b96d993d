/** What is refused most often, in words. */
const ssoReasons: Readonly<Record<string, string>> = {
	UserNotFound: 'You are known there, but nobody here has your name. Ask an administrator to add you.',
	OidcServerUnavailable: 'The provider cannot be reached. Try again later, or sign in with a password.',
	CasServerUnavailable: 'The CAS server cannot be reached. Try again later, or sign in with a password.',
	OidcInvalidParameter: 'It has taken too long, or began in another window. Try again.',
	'login.locked': 'There were too many attempts. Wait a few minutes, then try again.',
};

export const sessionTexts = {
	title: 'Sign in',
	subtitle: 'Administration of OpenDMS',
	login: 'User name',
	password: 'Password',
	submit: 'Sign in',
	refusedTitle: 'User name or password is wrong',
	refusedText: 'Check both, also Caps Lock. After too many attempts the server waits a while.',
	or: 'or',
	oidc: (name: string) => `Continue with ${name}`,
	cas: 'Continue with CAS',
	kerberos: 'Continue with Kerberos',
	kerberosFailed: 'The browser has no Kerberos ticket for this server, or may not send it.',
	ssoFailed: 'The sign-in was not accepted',
	ssoReason: (code: string) => ssoReasons[code] ?? `The provider or the server has refused it (${code}).`,
	first: {
		title: 'First administrator',
		subtitle: 'The start of the server has printed a code. It works once, within a day.',
		code: 'Code',
		codeHint: 'Or open the link that stands beside it.',
		passwordHint: 'At least 12 characters; a sentence is easiest to keep in mind.',
		submit: 'Create and sign in',
		leave: 'There is somebody already: sign in',
	},
	lapsed: {
		title: 'Your session has ended',
		text: 'Sign in again and go on where you are; nothing that you have typed is lost.',
		submit: 'Go on',
		elsewhere: 'Sign in another way, in a new tab',
		other: 'Sign in as somebody else',
	},
	ending: {
		title: 'Are you still there?',
		text: 'Your session is about to end, because nothing was done here for a while.',
		stay: 'Stay signed in',
		leave: 'Sign out',
	},
} as const;
