import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A certificate that is its own authority, for 127.0.0.1 and localhost. */
export interface SelfSigned {
  readonly keyFile: string;
  readonly certificateFile: string;
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly certificate: string;
}

/** Makes one by `openssl`, in files of the folder that `at` names. */
export function selfSigned(at: (file: string) => string): SelfSigned {
  const [keyFile, certificateFile] = [at('key.pem'), at('certificate.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', ...names];
  execFileSync('openssl', [...request, '-keyout', keyFile, '-out', certificateFile], { stdio: 'ignore' });
  const [key, certificate] = [readFileSync(keyFile, 'utf8'), readFileSync(certificateFile, 'utf8')];
  return { keyFile, certificateFile, key, certificate };
}
