import type { ReactNode } from 'react';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import type { DeviceTypeFile } from '../queries.ts';
import { TemplateEditor } from './template-editor.tsx';
import { useTemplate } from './use-template.ts';

/** What stands in a file, to be read and changed. */
export function FileContent({ name, file }: { readonly name: string; readonly file: DeviceTypeFile }): ReactNode {
	const { data, error, isPending, refetch } = useTemplate(name, file);
	if (isPending) return <TableSkeleton rows={10} />;
	if (data === undefined) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
	return <TemplateEditor name={name} file={file} template={data} />;
}
