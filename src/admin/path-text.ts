/** A parameter of the path where routes of several paths share their code; undefined where the path has none of this name. */
export function pathText(parameters: Readonly<Record<string, unknown>>, name: string): string | undefined {
	const value = parameters[name];
	return typeof value === 'string' ? value : undefined;
}
