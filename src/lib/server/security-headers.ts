/** Headers by which a browser guards our pages. The content security policy, with its nonces, is SvelteKit's. */
const ALWAYS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  // Addresses of documents and invitations stay here.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy':
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), midi=(), display-capture=()',
};

/** The headers for an answer; `secure`: it goes out over https. */
export function securityHeaders(secure: boolean): Readonly<Record<string, string>> {
  // For this host only: what else runs below its domain is not ours to decide.
  return secure ? { ...ALWAYS, 'Strict-Transport-Security': 'max-age=31536000' } : ALWAYS;
}
