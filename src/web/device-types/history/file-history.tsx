import type { ReactNode } from 'react';
import { HistoryPanel } from './history-panel.tsx';
import { useFileHistory } from './use-file-history.ts';

/** The revisions of a file of a type. */
export function FileHistory({ name, fileFormat }: { readonly name: string; readonly fileFormat: string }): ReactNode {
	return <HistoryPanel source={useFileHistory(name, fileFormat)} />;
}
