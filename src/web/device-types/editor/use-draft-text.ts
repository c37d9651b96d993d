import { useState } from 'react';
import { notifyDone } from '../../ui/notify.ts';
import { editorTexts as texts } from './texts.ts';
import type { DraftActions } from './use-draft-actions.ts';
import type { Template } from './use-template.ts';

interface Edited {
	readonly template: Template;
	readonly text: string;
	/** What the server has of it. Undefined: whatever comes next is shown. */
	readonly saved: string | undefined;
	/** Counts how often another text took the place of what was shown. */
	readonly generation: number;
	/** Somebody else has changed the content while somebody wrote here. */
	readonly isOvertaken: boolean;
}

/** The text in the editor: what is written, saved, replaced, and overtaken by others. */
export function useDraftText(template: Template, actions: DraftActions) {
	const [edited, setEdited] = useState<Edited>(() => toShown(template, 0));
	const [isBusy, setBusy] = useState(false);
	const [failure, setFailure] = useState<unknown>();
	if (template !== edited.template) setEdited(toNext(edited, template));
	const { text, generation, isOvertaken } = edited;
	const isDirty = isUnsaved(edited);

	/** Whether it was done. */
	async function attempt(work: () => Promise<unknown>): Promise<boolean> {
		setBusy(true);
		setFailure(undefined);
		try {
			await work();
			await actions.reread();
			return true;
		} catch (cause) {
			setFailure(cause);
			return false;
		} finally {
			setBusy(false);
		}
	}

	async function store(): Promise<void> {
		await actions.save(new Blob([text]), template.draftEtag);
		setEdited((old) => ({ ...old, saved: text }));
	}

	/** The next text from the server takes the place of this one, whatever was written. */
	const forget = (): void => setEdited((old) => ({ ...old, saved: undefined, isOvertaken: false }));

	async function replace(content: File): Promise<void> {
		const isDone = await attempt(async () => {
			await actions.save(content, template.draftEtag);
			forget();
		});
		if (isDone) notifyDone(texts.replaced);
	}

	return {
		...{ text, generation, isOvertaken, isDirty, isBusy, failure, forget },
		hasText: template.text !== undefined,
		change: (next: string) => setEdited((old) => ({ ...old, text: next })),
		/** Undefined where it is this one. */
		showOther: template.text === text ? undefined : () => setEdited((old) => toShown(old.template, old.generation + 1)),
		save: () => {
			if (actions.mayEdit && isDirty && !isBusy) void attempt(store).then((isDone) => isDone && notifyDone(texts.saved));
		},
		/** Saves what is not saved yet; resolves with whether that was done. */
		settle: async () => !isDirty || attempt(store),
		replace: (content: File) => void replace(content),
	};
}

export type DraftText = ReturnType<typeof useDraftText>;

function toShown(template: Template, generation: number): Edited {
	const text = template.text ?? '';
	return { template, text, saved: text, generation, isOvertaken: false };
}

/** Nothing that is not saved is lost to what others do. */
function toNext(edited: Edited, template: Template): Edited {
	const isMoved = edited.isOvertaken || template.live?.revision !== edited.template.live?.revision;
	// Without a draft it is live what was written here.
	if (template.text === edited.saved) return { ...edited, template, isOvertaken: template.draft !== null && isMoved };
	if (isUnsaved(edited) && template.text !== undefined) return { ...edited, template, isOvertaken: true };
	return toShown(template, edited.generation + 1);
}

function isUnsaved({ template, text, saved }: Edited): boolean {
	return template.text !== undefined && saved !== undefined && text !== saved;
}
