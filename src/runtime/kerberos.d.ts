/** Not among the dependencies: it is installed where it is used, and then checked at run time. */
declare module 'kerberos' {
	const library: unknown;
	export = library;
}
