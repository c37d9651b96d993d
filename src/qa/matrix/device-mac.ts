import { createHash } from 'node:crypto';
import type { MacAddress } from '../../domain/mac-address.ts';
import { type Recipe, toRecipeMac } from '../recipe.ts';

/** The device that the matrix plays with certificates of a recipe: the same on every machine, and another one for each recipe. */
export function deviceMacOf(recipe: Recipe): MacAddress {
	return toRecipeMac(recipe, createHash('sha256').update(recipe.name).digest().readUIntBE(0, 3));
}
