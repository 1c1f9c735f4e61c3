import adapter from '@sveltejs/adapter-node';

/** @type {import('@sveltejs/kit').Config} */
export default {
  kit: {
    adapter: adapter(),
    // Kit adds a nonce to each script it writes; no inline script of ours exists.
    csp: {
      mode: 'nonce',
      directives: {
        'default-src': ['self'],
        'script-src': ['self'],
        // Element positions (carets, menus, column widths) are style attributes.
        'style-src': ['self'],
        'style-src-attr': ['unsafe-inline'],
        'img-src': ['self', 'data:', 'blob:'],
        'font-src': ['self'],
        'connect-src': ['self'],
        'worker-src': ['self'],
        'object-src': ['none'],
        'base-uri': ['none'],
        'form-action': ['self'],
        'frame-ancestors': ['none'],
      },
    },
    // hooks.server.ts checks the origin of every request that changes something, not of forms only.
    csrf: { trustedOrigins: ['*'] },
    // The offline page answers for other addresses than its own.
    paths: { relative: false },
    serviceWorker: { register: false },
    typescript: {
      config: (config) => {
        config.include.push(
          '../server.ts',
          '../scripts/**/*.ts',
          '../scripts/**/*.mjs',
          '../tests/**/*.ts',
          '../*.config.ts',
        );
        return config;
      },
    },
  },
};
