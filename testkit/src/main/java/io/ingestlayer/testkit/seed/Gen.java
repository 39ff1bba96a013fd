package io.ingestlayer.testkit.seed;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/// Makes a value by chance; the same chance makes the same value.
@FunctionalInterface
public interface Gen<T> {
  T from(Random random);

  default <R> Gen<R> map(Function<? super T, ? extends R> made) {
    return random -> made.apply(from(random));
  }

  /// Lists of none to that many of these.
  default Gen<List<T>> list(int max) {
    return random -> {
      int size = random.nextInt(max + 1);
      List<T> all = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        all.add(from(random));
      }
      return all;
    };
  }

  /// Any of these generators, each as often as the other.
  @SafeVarargs
  @SuppressWarnings("varargs") // The array is copied, and nothing is put into it.
  static <T> Gen<T> oneOf(Gen<? extends T>... gens) {
    List<Gen<? extends T>> all = List.of(gens);
    return random -> all.get(random.nextInt(all.size())).from(random);
  }

  /// Any of these values.
  @SafeVarargs
  @SuppressWarnings("varargs") // The array is copied, and nothing is put into it.
  static <T> Gen<T> of(T... values) {
    List<T> all = List.of(values);
    return random -> all.get(random.nextInt(all.size()));
  }
}
