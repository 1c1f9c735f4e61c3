/**
 * Every sentence the interface says, by place. Components import their own group, so that a translation
 * is one module with the same shape.
 */
export { auth } from './auth.ts';
export { document } from './document.ts';
export { errors } from './errors.ts';
export { home, trash } from './home.ts';
export { settings } from './settings.ts';
export { shell } from './shell.ts';
export * from './words.ts';
