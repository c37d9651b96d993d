import { type Scope, toQualifiedName } from '../../domain/device-profile.ts';
import type { DeviceType } from '../../domain/device-type.ts';
import type { Store } from '../../domain/ports.ts';
import type { RevisionSubject, SubjectOwner } from '../../domain/revision.ts';
import { quote } from '../../domain/text-rules.ts';
import type { OverridePlace } from '../administration/set-file-override.ts';
import type { HistoryPlace } from './history-place.ts';

export function toSetTitle(name: string): string {
	return name === '' ? 'the system default set' : `tag set ${quote(name)}`;
}

export function toScopeTitle({ serviceProviderId, groupId }: Scope, typeName: string): string {
	return `${serviceProviderId}${groupId === undefined ? '' : `/${groupId}`}, type ${typeName}`;
}

/** A subject as people name it, and as a command or a request can name it. */
export interface NamedSubject {
	readonly title: string;
	readonly place: HistoryPlace;
}

/** Names subjects that the store knows by their ids; what is gone has no name. */
export class SubjectNames {
	readonly #store: Store;
	readonly #types: readonly DeviceType[];

	private constructor(store: Store, types: readonly DeviceType[]) {
		this.#store = store;
		this.#types = types;
	}

	static async load(store: Store): Promise<SubjectNames> {
		return new SubjectNames(store, await store.deviceTypes.list());
	}

	async find(subject: RevisionSubject): Promise<NamedSubject | undefined> {
		if (subject.kind === 'tag-set') return { title: toSetTitle(subject.name), place: { kind: 'tag-set', name: subject.name } };
		if (subject.kind === 'file') return this.#findFile(subject.fileId);
		const owner = await this.#findOwner(subject.owner);
		if (owner === undefined) return undefined;
		if (subject.kind === 'tags') return { title: `tags of ${owner.tagTitle}`, place: { kind: 'tags', place: owner.place } };
		const file = this.#findFile(subject.fileId);
		if (file === undefined) return undefined;
		const { fileFormat } = file.place;
		return { title: `${owner.title}/${fileFormat}`, place: { kind: 'override', place: owner.place, fileFormat } };
	}

	#findFile(fileId: string) {
		for (const { name: typeName, files } of this.#types) {
			const file = files.find(({ id }) => id === fileId);
			if (file === undefined) continue;
			const { fileFormat } = file;
			return { title: `${typeName}/${fileFormat}`, place: { kind: 'file', typeName, fileFormat } } as const;
		}
		return undefined;
	}

	async #findOwner(owner: SubjectOwner): Promise<{ title: string; tagTitle: string; place: OverridePlace } | undefined> {
		if ('deviceId' in owner) {
			const device = await this.#store.devices.load(owner.deviceId);
			if (device === undefined) return undefined;
			const { serviceProviderId, groupId, name } = device;
			const scope = { ...(serviceProviderId === undefined ? {} : { serviceProviderId }), ...(groupId === undefined ? {} : { groupId }) };
			const title = toQualifiedName(device);
			return { title, tagTitle: `device ${title}`, place: { device: { key: { ...scope, name } } } };
		}
		const type = this.#types.find(({ id }) => id === owner.typeId);
		if (type === undefined) return undefined;
		const title = toScopeTitle(owner.scope, type.name);
		return { title, tagTitle: title, place: { typeName: type.name, scope: owner.scope } };
	}
}
