package io.ingestlayer.platform.secret;

/// One master key, which wraps data keys: held here, or by a key management service. Any thread may call it.
///
/// Another service is one more class and one more scheme in `MasterKeyText`.
public interface KeyWrap {

  /// Names the key for good, without telling anything of it; stored beside all that it has wrapped.
  String id();

  /// @param associated what the wrapped key belongs to; must be the same when it is unwrapped
  /// @throws SecretException `UNAVAILABLE` when the service does not answer
  byte[] wrap(byte[] dataKey, byte[] associated);

  /// @throws SecretException `WRONG` when this key has not wrapped it, or for something else; `UNAVAILABLE` when the
  ///     service does not answer
  byte[] unwrap(byte[] wrapped, byte[] associated);
}
