import type { Tagged } from '../api/answer.ts';
import type { AccessControl } from './queries.ts';

/** What every part of the page of access control gets. */
export interface AccessControlPartProps {
	readonly control: Tagged<AccessControl>;
	readonly isReadOnly: boolean;
	/** With what the server has to say about it. */
	readonly onSaved: (warnings: readonly string[]) => void;
}
