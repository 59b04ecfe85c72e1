/** How events reach consumers: a catch-up subscription on the log, or Kafka. At least once, in order per stream. */
export class EventFeed {
}
//# sourceMappingURL=event-feed.js.map