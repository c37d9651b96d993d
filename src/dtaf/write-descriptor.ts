import { type Descriptor, formatVersion } from './descriptor.ts';
import { toFileElements } from './file-elements.ts';
import { toTagSetElement } from './tag-set-elements.ts';
import { toTypeElements } from './type-elements.ts';
import { toXml, type WrittenElement } from './xml-tree.ts';

/** `device-type.xml` as text; the same descriptor gives the same text. @throws DmsError `value.invalid` as `toXml`. */
export function toDescriptorXml({ type, files, tagSets }: Omit<Descriptor, 'warnings'>): string {
	const mappings = type.languageMappings.map(({ language, deviceLanguage }) => ({
		name: 'languageMapping',
		value: [
			{ name: 'language', value: language },
			{ name: 'deviceLanguage', value: deviceLanguage },
		],
	}));
	return toXml({
		name: 'deviceTypeArchive',
		attributes: { formatVersion },
		value: [
			...toTypeElements(type),
			{
				name: 'files',
				value: files.map(({ file, contentPath }) => ({
					name: 'file',
					value: [
						...toFileElements(file),
						...(contentPath === undefined ? [] : [{ name: 'content', attributes: { path: contentPath, ...file.content }, value: '' }]),
					],
				})),
			},
			...list('tagSets', tagSets.map(toTagSetElement)),
			...list('languageMappings', mappings),
		],
	});
}

function list(name: string, elements: readonly WrittenElement[]): readonly WrittenElement[] {
	return elements.length === 0 ? [] : [{ name, value: elements }];
}
