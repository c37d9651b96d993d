import type { ParameterizedContext } from 'koa';
import type { Principal } from '../app/authentication/principal.ts';
import type { AdminRoute } from './route.ts';

/** What the steps of a request hand on to each other, in the order in which they fill it. */
export interface AdminState {
	requestId: string;
	route?: AdminRoute;
	principal?: Principal;
	/** Let in without a token, since it comes from this machine and the route is open to it. */
	isLocal?: boolean;
	/** As it was presented. */
	token?: string;
}

export type AdminContext = ParameterizedContext<AdminState>;
/** `params` are those of the path, decoded. */
export type Step = (
	context: AdminContext & { readonly params: Readonly<Record<string, string>> },
	next: () => Promise<unknown>,
) => Promise<void>;
