import { CannotStart } from '#ports';

/** How a server is reached, whichever engine it is. */
export interface ServerOptions {
  /** Scheme, host, port, and what the engine has besides; user and password may stand in it. */
  readonly url: string;
  /** In place of those in the URL. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Certificates of the server's authority, PEM; with them the connection is encrypted and the server is checked. */
  readonly ca?: string | undefined;
  /** How long a server that is not reached is awaited, ms; default 30,000. */
  readonly startTimeoutMs?: number | undefined;
  /** How the messages call the URL; default the variable that the platform reads it from. */
  readonly variable?: string | undefined;
}

/** The parts of a server's URL, decoded; undefined where it is none, or a %, ? or # in it stands for nothing. */
export function partsOf(url: string) {
  try {
    const { protocol, hostname, port, pathname, username, password, searchParams, hash } = new URL(url);
    const settings = [...searchParams.keys()];
    // Others may be the rest of a password, which is not to be told.
    if (hash || !settings.every((name) => /^[\w.-]+$/.test(name))) return undefined;
    const [path, user, secret] = [pathname, username, password].map(decodeURIComponent);
    const host = hostname.replace(/^\[|\]$/g, '');
    return { protocol, port, host, path: path!, user: user!, secret: secret!, settings };
  } catch {
    return undefined;
  }
}

/** Throws CannotStart for what a URL's query sets, none of which would come about; `tls`: what is most often meant. */
export function refuseSettings(
  { settings: [name] }: { readonly settings: readonly string[] },
  variable: string,
  tls: string,
) {
  if (name === undefined) return;
  throw new CannotStart(`${variable} sets ${name}, which is not possible here: TLS is told by ${tls}.`);
}
