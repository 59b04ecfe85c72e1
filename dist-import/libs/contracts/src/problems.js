export const problem = (title, meaning, remedy) => ({ title, meaning, remedy });
/** Every code by which a context refuses a command, or an order is rejected; a code has one meaning wherever it is used. */
export const refusals = {
    // Product
    PRODUCT_EXISTS: problem('There is such a product already', 'A product with this id was created before.', 'Read it, and change it where it differs.'),
    PRODUCT_ARCHIVED: problem('The product is archived', 'It is no longer sold, and no longer changed; its history stays.', 'Leave it out of the order, or create another product.'),
    PRODUCT_PUBLISHED: problem('A published product does not become a draft again', 'It may have been sold since it was published.', 'Archive it, if it is to be sold no longer.'),
    KIND_FIXED: problem('A product keeps its kind', 'Goods have stock and services have none: what was sold as the one cannot become the other.', 'Create another product.'),
    SKU_FIXED: problem('A variant keeps its SKU', 'Stock and orders name the SKU: it cannot be taken away from its product.', 'Add another variant; the list must still hold those that are there.'),
    SKU_TAKEN: problem('The SKU belongs to another product', 'A SKU names one variant of one product.', 'Choose another SKU, or change the product that has it.'),
    // Inventory
    STOCK_UNAVAILABLE: problem('There is not enough stock', 'Fewer pieces are there, or free, than were asked for; nothing was taken.', 'Order what is available: `GET /v1/stock/{sku}` tells it, `…/explanation` why.'),
    STOCK_RESERVED: problem('The pieces are promised to orders', 'They are on hand, and reserved: taking them away would break a promise.', 'Cancel orders first, or take only what is available.'),
    QUANTITY_CHANGED: problem('The quantity is another one by now', 'The location does not hold what `changeFromQuantity` says.', 'Count again, and send what is there now.'),
    RESERVATION_DIFFERS: problem('The reservation is for another quantity', 'A reservation is made once; the same id was used with another quantity.', 'Take a new id for another reservation.'),
    RESERVATION_CLOSED: problem('The reservation has ended', 'It was shipped or released, or given up before it was made; its id is not used again.', 'Take a new id for another reservation.'),
    RESERVATION_USED: problem('The reservation was made', 'It cannot be recorded as refused.', 'Release it, if it is not wanted.'),
    RESERVATION_EXCEEDED: problem('More is shipped than was reserved', 'The reservation has fewer pieces left.', 'Ship at most what is reserved.'),
    // Order
    ORDER_EXISTS: problem('There is such an order already', 'An order with this id was placed before, with another content.', 'Read it; take another key for another order.'),
    ORDER_REJECTED: problem('The order was rejected', 'Checkout did not succeed; `rejection` of the order says why.', 'Place another order.'),
    ORDER_CANCELLED: problem('The order is cancelled', 'Nothing of it is left to be done.', 'Place another order.'),
    ORDER_CONFIRMED: problem('The order is confirmed', 'It can no longer be rejected.', 'Cancel it: that is possible until it ships.'),
    ORDER_NOT_CONFIRMED: problem('The order is not confirmed yet', 'Its checkout still runs.', 'Wait until it is confirmed: place it with `Prefer: wait=5`, or follow its stream.'),
    ORDER_SHIPPED: problem('The order has left the house', 'An order can be cancelled, and shipped, only as far as it has not left.', 'Announce a return for what has left.'),
    ORDER_NOT_SHIPPED: problem('The order has not left the house yet', 'Nothing of it, or not all of it, was shipped.', 'Ship it first, or cancel what is not to be shipped.'),
    LINE_UNKNOWN: problem('The order has no such line', 'Lines are named by their ids, taxes by the index of the line.', 'Read the order: its lines have their ids.'),
    QUANTITY_EXCEEDED: problem('There are fewer pieces', 'Of a line no more can be cancelled, shipped or returned than is left of it.', 'Read the order: each line says what became of it.'),
    UNKNOWN_SKU: problem('There is no such product', 'No product that is sold has the SKU; `errors` names the lines.', 'Correct the SKU (upper and lower case differ), or publish the product.'),
    CURRENCY_MISMATCH: problem('The currencies differ', 'An order has one currency, that of its products.', 'Place one order per currency.'),
    AMOUNT_TOO_LARGE: problem('The total is too large', 'It has more minor units than can be counted exactly.', 'Divide the order.'),
    // Payment
    PAYMENT_EXISTS: problem('There is such a payment already', 'A payment with this id was begun before, for another amount or in another way.', 'Read it; take another key for another payment.'),
    PAYMENT_DECLINED: problem('The payment was declined', 'The provider does not take it.', 'Pay in another way.'),
    PAYMENT_VOIDED: problem('The payment is voided', 'What was authorised has been given up; it can no longer be captured.', 'Authorise another payment.'),
    PAYMENT_NOT_AUTHORISED: problem('The payment is not authorised yet', 'The provider has not answered, or was not asked.', 'Read the payment until it is authorised.'),
    PAYMENT_CAPTURED: problem('The payment is captured', 'What was captured can no longer be voided.', 'Refund it.'),
    CAPTURE_EXCEEDS_AUTHORISATION: problem('More is captured than was authorised', 'All captures together cannot exceed what was authorised.', 'Capture at most what is left.'),
    REFUND_EXCEEDS_CAPTURE: problem('More is refunded than was captured', 'All refunds together cannot exceed what was captured.', 'Refund at most what is left.'),
    TEST_PAYMENT_IN_PRODUCTION: problem('The test provider takes no payments in production', 'The platform runs with NODE_ENV=production.', 'Name another payment method.'),
    SIGNATURE_INVALID: problem('The news is not signed by the provider', 'The signature does not belong to the body.', 'Sign the bytes of the body with the provider’s secret.'),
    NOTHING_ASKED: problem('The provider answers what it was not asked', 'Its news belong to no request of this payment.', 'Look at the provider’s journal.'),
    PROVIDER_CONTRADICTS_ITSELF: problem('The provider has told the opposite before', 'The first answer counts: money does not change its mind.', 'Ask the provider which of the two is true.'),
    PROVIDER_UNAVAILABLE: problem('The payment provider is away', 'What was to be asked is recorded, and is asked again.', 'Read the payment later.'),
    PROVIDER_TIMEOUT: problem('The payment provider did not answer in time', 'Whether it has done what it was asked is open, and is asked for before anything is sent again.', 'Read the payment later.'),
    // Sagas
    STOCK_TIMED_OUT: problem('The stock was not reserved in time', 'Checkout gave up; a reservation that comes late is released.', 'Place the order again.'),
    PAYMENT_TIMED_OUT: problem('The payment was not decided in time', 'Checkout gave up; money that comes late is given back.', 'Place the order again.'),
    CHECKOUT_COMPENSATED: problem('An operator has undone the checkout', 'What it had done is taken back; the reason is recorded.', 'Ask the shop.'),
    SAGA_NOT_WAITING: problem('Nothing waits for a person here', 'No step of the saga has failed, or the wanted one has not, so there is nothing to retry, skip or compensate.', 'Read the saga: its steps tell their state.'),
};
//# sourceMappingURL=problems.js.map