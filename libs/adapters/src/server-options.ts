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

/** The parts of a server's URL, decoded; undefined where it is none, or a % in it stands for nothing. */
export function partsOf(url: string) {
  try {
    const { protocol, hostname, port, pathname, username, password } = new URL(url);
    const [path, user, secret] = [pathname, username, password].map(decodeURIComponent);
    return { protocol, port, host: hostname.replace(/^\[|\]$/g, ''), path: path!, user: user!, secret: secret! };
  } catch {
    return undefined;
  }
}
