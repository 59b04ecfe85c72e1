/** What a payment can ask of its provider. */
export type IntentKind = 'authorise' | 'capture' | 'void' | 'refund';

/** Names an intent of a payment: `id` is the captureId, the refundId, or the number of the authorisation or void, from 1. */
export interface IntentName {
  readonly kind: IntentKind;
  readonly id: string;
}

/** An outcome that does not change any more. */
export type FinalAnswer =
  | { readonly outcome: 'done'; readonly reference?: string | undefined }
  | {
      readonly outcome: 'refused';
      /** Why, in the provider's words: UPPER_SNAKE_CASE. */
      readonly code: string;
    };

/** `pending`: the provider has it and will tell, as news or when it is asked. */
export type Answer = FinalAnswer | { readonly outcome: 'pending' };

export interface ProviderRequest {
  /** The same key is the same request, whenever and however often it comes: the id of the intent's event. */
  readonly key: string;
  readonly intent: IntentName;
  readonly paymentId: string;
  readonly orderId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly token?: string | undefined;
  /** The provider's name for the authorisation, once it gave one. */
  readonly reference?: string | undefined;
}

/** An answer that the provider sends by itself. */
export interface News {
  readonly paymentId: string;
  readonly intent: IntentName;
  readonly answer: FinalAnswer;
}

/**
 * Who holds and moves the money. An AppError `unavailable` or `timeout`, from any method, leaves the outcome open:
 * `lookup` tells it, or the same request under the same key.
 */
export abstract class PaymentProvider {
  abstract readonly name: string;
  abstract authorise(request: ProviderRequest): Promise<Answer>;
  abstract capture(request: ProviderRequest): Promise<Answer>;
  /**
   * Lets go what is held and not captured. Done also where nothing is held; never refused. The payment's authorisation is
   * refused where it arrives after that: a void may overtake it, and nobody would let go what it holds.
   */
  abstract void(request: ProviderRequest): Promise<Answer>;
  abstract refund(request: ProviderRequest): Promise<Answer>;
  /** What became of a request; undefined when none with this key has arrived. */
  abstract lookup(key: string): Promise<Answer | undefined>;
  /** The news in a webhook. Throws an AppError: `unauthenticated` unless the provider wrote it, `invalid` when it cannot be read. */
  abstract newsFrom(headers: Readonly<Record<string, string>>, body: string): News;
}
