import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { toAuthorText } from '../../ui/author-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { historyTexts } from '../history/texts.ts';
import { hasMoved } from './has-moved.ts';
import { editorTexts as texts } from './texts.ts';
import type { Template } from './use-template.ts';

/** Says that somebody has published something since the draft was begun. */
export function MovedNotice({ template }: { readonly template: Template }): ReactNode {
	const { live, draft } = template;
	if (!hasMoved(template) || live === undefined || draft === null) return null;
	const author = live.author === null ? historyTexts.unknownAuthor : toAuthorText(live.author);
	return (
		<Notice tone="warning" title={texts.movedTitle} isLive>
			<Text size="sm">{texts.movedText(live.revision, draft.basedOn, author)}</Text>
		</Notice>
	);
}
