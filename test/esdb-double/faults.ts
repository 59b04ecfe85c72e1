import type { status } from '@grpc/grpc-js';

/** What goes wrong at the double until it is told otherwise. */
export interface Faults {
  /** So many appends are neither recorded nor answered. */
  dropAppends: number;
  /** So many appends are recorded and never answered. */
  loseAnswers: number;
  /** Every call ends with this status at once, and nothing is recorded. */
  refuse: keyof typeof status | null;
  /** Every append ends with this status at once, and nothing is recorded. */
  refuseAppends: keyof typeof status | null;
  /** A repeat is a wrong revision, as for a server that has lost track of the ids. */
  forgetIds: boolean;
  /** It is a follower: calls that ask for the leader are sent to the double on this port. */
  leaderPort: number | null;
  /** Every call is served so many milliseconds later. */
  delayMs: number;
  /** All connections are cut once, after so many events of a read or a subscription. */
  cutAfterEvents: number | null;
  /** So many subscriptions are never answered at all. */
  ignoreSubscriptions: number;
  /** So many subscriptions are confirmed and then ended, without an error. */
  endSubscriptions: number;
  /** Subscriptions are confirmed and then given nothing, also not later. */
  mute: boolean;
  /** What the server says its version is; null: it does not, as those before 21.10. */
  version: string | null;
  /** Connections are accepted, and kept open, but no byte passes. */
  frozen: boolean;
}

export const NO_FAULTS: Readonly<Faults> = {
  dropAppends: 0,
  loseAnswers: 0,
  refuse: null,
  refuseAppends: null,
  forgetIds: false,
  leaderPort: null,
  delayMs: 0,
  cutAfterEvents: null,
  ignoreSubscriptions: 0,
  endSubscriptions: 0,
  mute: false,
  version: '24.10.0',
  frozen: false,
};
