import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** The accent of the product; white text on 6 and darker has a contrast of at least 4.5. */
const petrol: MantineColorsTuple = [
	'#e9f6f7',
	'#d2eaec',
	'#a4d5d9',
	'#72bfc6',
	'#4aacb5',
	'#2d9ba6',
	'#117986',
	'#0c6a75',
	'#08565f',
	'#043f47',
];

export const theme = createTheme({
	colors: { petrol },
	primaryColor: 'petrol',
	primaryShade: { light: 7, dark: 6 },
	autoContrast: true,
	defaultRadius: 'md',
	cursorType: 'pointer',
	respectReducedMotion: true,
	fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
	fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
	components: {
		Modal: { styles: { title: { fontWeight: 650 } } },
		Tooltip: { defaultProps: { openDelay: 250, withArrow: true } },
	},
	headings: {
		fontWeight: '650',
		sizes: {
			h1: { fontSize: '1.5rem', lineHeight: '1.3' },
			h2: { fontSize: '1.125rem', lineHeight: '1.4' },
			h3: { fontSize: '1rem', lineHeight: '1.4' },
		},
	},
});

/** Secondary text as dark as small letters need it: a contrast of at least 4.5 on every surface. */
export const resolveVariables: CSSVariablesResolver = () => ({
	variables: {},
	light: { '--mantine-color-dimmed': '#59626b', '--mantine-color-placeholder': '#6a737c' },
	dark: { '--mantine-color-dimmed': '#a5adb5', '--mantine-color-placeholder': '#8d959d' },
});
