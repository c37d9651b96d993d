import type { DeviceProfile, FileOverride } from '../domain/device-profile.ts';
import type { ContentReference, DeviceTypeFile, TypeFileSource } from '../domain/device-type-file.ts';
import type { ScopeChain } from './render-context.ts';

export type SourceLevel = 'Device Type' | 'Service Provider' | 'Group' | 'Device Profile';

/** Where the content of a file comes from for one device. */
export interface EffectiveSource {
	readonly level: SourceLevel;
	readonly source: TypeFileSource;
	/** Absent: the file has no content. */
	readonly content?: ContentReference;
	readonly updatedAt: Date;
}

/** The most specific level that does not say `Default`; below the type only where fileCustomization allows it. */
export function effectiveSource(file: DeviceTypeFile, chain: ScopeChain, device: DeviceProfile | undefined): EffectiveSource {
	if (file.fileCustomization !== 'Disallow') {
		const levels: readonly (readonly [SourceLevel, readonly FileOverride[] | undefined])[] = [
			['Device Profile', device?.fileOverrides],
			['Group', chain.group?.fileOverrides],
			['Service Provider', chain.serviceProvider?.fileOverrides],
		];
		for (const [level, overrides] of levels) {
			const override = overrides?.find((candidate) => candidate.fileId === file.id);
			if (override !== undefined && override.source !== 'Default') return toSource(level, override.source, override);
		}
	}
	return toSource('Device Type', file.fileSource, file);
}

function toSource(
	level: SourceLevel,
	source: TypeFileSource,
	from: { readonly content?: ContentReference; readonly updatedAt: Date },
): EffectiveSource {
	return { level, source, updatedAt: from.updatedAt, ...(from.content === undefined ? {} : { content: from.content }) };
}

/** Whether the content of a file is a template that is built for a device or a group: a static file has no variable content, and a Manual one is served as it is. */
export function isTemplate(file: Pick<DeviceTypeFile, 'fileCategory'>, source: TypeFileSource): boolean {
	return source === 'Custom' && (file.fileCategory === 'Dynamic Profile' || file.fileCategory === 'Dynamic Group');
}
