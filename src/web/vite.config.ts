import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the API is while the page is worked on with `vite`. */
const server = process.env['DMS_ADMIN_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
	plugins: [react()],
	build: {
		target: 'es2023',
		// They know light-dark(), which an older target would have rewritten for a colour scheme that is fixed.
		cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
		assetsDir: 'assets',
		// Nothing stands in the page as data: the policy under which it is served allows files of the server alone.
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		chunkSizeWarningLimit: 700,
	},
	// With the slash, or the sources in src/web/api would be asked of the server too.
	server: { proxy: { '^/api/': server } },
});
