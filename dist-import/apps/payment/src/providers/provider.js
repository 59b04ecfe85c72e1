/**
 * Who holds and moves the money. An AppError `unavailable` or `timeout`, from any method, leaves the outcome open:
 * `lookup` tells it, or the same request under the same key.
 */
export class PaymentProvider {
}
//# sourceMappingURL=provider.js.map