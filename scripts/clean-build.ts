// A file that was renamed must not stay behind in the package under its old name.
import { rmSync } from 'node:fs';

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
