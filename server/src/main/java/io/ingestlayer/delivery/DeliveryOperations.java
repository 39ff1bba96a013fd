package io.ingestlayer.delivery;

/// What a person can do about a delivery. Any thread may call it; each answer is final and on stable storage.
public interface DeliveryOperations {

  /// Promises a dead delivery anew, due now, with all its attempts before it. The dead one stays what it is.
  Retried retry(DeliveryId dead);

  /// Takes back a promise that is not yet kept. An attempt that is under way is not called back.
  Canceled cancel(DeliveryId open);

  /// What came of the wish to retry.
  sealed interface Retried {
    /// It will be sent again, as this delivery.
    record As(DeliveryId again) implements Retried {}

    /// It was promised anew before.
    record Already(DeliveryId again) implements Retried {}

    /// There is no dead delivery of that id.
    record NotDead() implements Retried {}

    /// It cannot be sent again.
    ///
    /// @param code stable, lower_snake
    record Impossible(String code, String detail) implements Retried {}
  }

  /// What came of the wish to cancel.
  enum Canceled {
    YES,
    /// It is being sent now, and cannot be called back.
    UNDER_WAY,
    /// There is no open delivery of that id; it may have been finished meanwhile.
    NOT_OPEN
  }
}
