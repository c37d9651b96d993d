import { createContext, useContext } from 'react';
import type { Api } from './client.ts';

export const ApiContext = createContext<Api | undefined>(undefined);

/** The API with the token of the session. */
export function useApi(): Api {
	const api = useContext(ApiContext);
	if (api === undefined) throw new Error('there is no API around this component');
	return api;
}
