import { matchFileFormat } from '../../domain/file-format.ts';
import type { Catalog, CatalogType } from '../catalog.ts';
import type { Located } from './device-request.ts';

/** The device type whose URI is the longest prefix of the path on segment borders, and its file whose format fits the rest best. */
export function locateFile(catalog: Catalog, path: string): Located | undefined {
	for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
		const type = catalog.typesByPrefix.get(path.slice(0, end));
		if (type !== undefined) return locateInType(type, path.slice(end + 1));
	}
	return undefined;
}

function locateInType(type: CatalogType, name: string): Located | undefined {
	const literal = type.filesByLiteralName.get(name);
	if (literal !== undefined) return { type, file: literal, name, captures: {} };
	for (const file of type.files) {
		const captures = file.format.isLiteral ? undefined : matchFileFormat(file.format, name);
		if (captures !== undefined) return { type, file, name, captures };
	}
	return undefined;
}
