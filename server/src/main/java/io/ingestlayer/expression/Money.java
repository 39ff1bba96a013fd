package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An amount for people: `$1,234.50`, `CHF 99.00`, `¥500`.
final class Money {
  private static final Map<String, String> SIGNS =
      Map.of(
          "USD", "$", "EUR", "€", "GBP", "£", "JPY", "¥", "INR", "₹", "KRW", "₩", "ILS", "₪", "VND",
          "₫", "UAH", "₴", "BRL", "R$");

  private static final int DIGITS_MAX = 40;

  private Money() {}

  /// @param minorUnits cents, or whatever ISO 4217 says is the smallest unit
  static Value text(BigDecimal minorUnits, String code, Notes notes) {
    Optional<Currency> currency = currency(code);
    boolean huge = minorUnits.precision() - (long) minorUnits.scale() > DIGITS_MAX;
    if (currency.isEmpty() || huge) {
      notes.remark(huge ? "an amount of too many digits" : "an unknown currency");
      return Value.Absent.ABSENT;
    }
    String name = currency.get().getCurrencyCode();
    int decimals = Math.max(0, currency.get().getDefaultFractionDigits());
    BigDecimal amount = minorUnits.movePointLeft(decimals).setScale(decimals, RoundingMode.HALF_UP);
    String sign = SIGNS.getOrDefault(name, name + " ");
    return Value.of((amount.signum() < 0 ? "-" : "") + sign + grouped(amount.abs()));
  }

  static @Nullable String problem(List<Value> literals) {
    return literals.getLast() instanceof Value.Text code && currency(code.value()).isEmpty()
        ? "`" + code.value() + "` is no currency of ISO 4217"
        : null;
  }

  private static Optional<Currency> currency(String code) {
    if (code.length() != 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(Currency.getInstance(code.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String grouped(BigDecimal amount) {
    StringBuilder text = new StringBuilder(amount.toPlainString());
    int point = text.indexOf(".");
    for (int at = (point < 0 ? text.length() : point) - 3; at > 0; at -= 3) {
      text.insert(at, ',');
    }
    return text.toString();
  }
}
