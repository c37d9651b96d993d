import type {
	ChangeFeed,
	ContentRepository,
	DeviceRepository,
	DeviceTypeRepository,
	ScopeRepository,
	SettingsRepository,
	TagSetRepository,
	UploadRepository,
} from '../domain/ports.ts';

/** All that building a file reads. A store is one; so is a store seen through a draft. */
export interface RenderSources {
	readonly deviceTypes: Pick<DeviceTypeRepository, 'list'>;
	readonly tagSets: Pick<TagSetRepository, 'list'>;
	readonly settings: Pick<SettingsRepository, 'load'>;
	readonly scopes: Pick<ScopeRepository, 'find'>;
	readonly devices: Pick<DeviceRepository, 'load' | 'findByKey' | 'findByName'>;
	readonly content: Pick<ContentRepository, 'read' | 'readWhole'>;
	readonly uploads: Pick<UploadRepository, 'latest'>;
	readonly changes: Pick<ChangeFeed, 'revision'>;
}
