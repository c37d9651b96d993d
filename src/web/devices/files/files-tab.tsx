import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Tagged } from '../../api/answer.ts';
import type { Device } from '../queries.ts';
import { FileView } from './file-view.tsx';
import { FilesTable } from './files-table.tsx';

const route = getRouteApi('/shell/devices/$deviceId');

/** The files of the device, or one of them. */
export function FilesTab({ device: { value } }: { readonly device: Tagged<Device> }): ReactNode {
	const { file } = route.useSearch();
	return file === undefined ? <FilesTable device={value} /> : <FileView key={file} device={value} fileFormat={file} />;
}
