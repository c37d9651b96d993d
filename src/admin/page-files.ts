/** A file of the page that administrators see, as it is and compressed. */
export interface PageFile {
	readonly mediaType: string;
	readonly bytes: Uint8Array;
	readonly brotli?: Uint8Array;
	readonly gzip?: Uint8Array;
}

export interface Page {
	/** HTML with the placeholder of the nonce; undefined where the page was not built. */
	readonly index: string | undefined;
	/** By the name of the file, which has a digest of its content in it. */
	readonly assets: ReadonlyMap<string, PageFile>;
}
