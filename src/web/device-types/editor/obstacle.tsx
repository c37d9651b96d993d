import { Center, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { toSizeText } from '../../ui/size-text.ts';
import { editorTexts as texts } from './texts.ts';
import type { Template } from './use-template.ts';

/** In the place of the editor, for what it cannot take. */
export function Obstacle({ template }: { readonly template: Template }): ReactNode {
	return (
		<Center
			mih={200}
			px="md"
			style={{ border: '1px dashed var(--mantine-color-default-border)', borderRadius: 'var(--mantine-radius-md)' }}
		>
			<Text c="dimmed" ta="center" maw={420}>
				{template.obstacle === 'too-large' ? texts.tooLarge(toSizeText(template.size)) : texts.binary}
			</Text>
		</Center>
	);
}
