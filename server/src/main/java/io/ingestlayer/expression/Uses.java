package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.Set;

/// What an expression reads, found while it is parsed.
final class Uses {
  private final SequencedSet<String> roots = new LinkedHashSet<>();
  private final SequencedSet<String> paths = new LinkedHashSet<>();
  private boolean now;

  void add(String root, Trail trail) {
    roots.add(root);
    paths.add(trail.toString());
  }

  void now() {
    now = true;
  }

  void addAll(Uses other) {
    roots.addAll(other.roots);
    paths.addAll(other.paths);
    now |= other.now;
  }

  Set<String> roots() {
    return Collections.unmodifiableSet(roots);
  }

  Set<String> paths() {
    return Collections.unmodifiableSet(paths);
  }

  /// Whether it reads nothing: neither the event nor the clock.
  boolean isNothing() {
    return roots.isEmpty() && !now;
  }

  /// A path as far as the definition fixes it: `$event.items[0].sku`.
  static final class Trail {
    private final StringBuilder text;
    private boolean fixed = true;

    Trail(String root) {
      this.text = new StringBuilder("$").append(root);
    }

    void member(String name) {
      if (fixed) {
        text.append(Lexer.isName(name) ? "." + name : "[\"" + name + "\"]");
      }
    }

    void key(Operand key) {
      if (key.node() instanceof Node.Literal(Value.Text name)) {
        member(name.value());
      } else if (fixed && key.node() instanceof Node.Literal(Value.Num index)) {
        text.append('[').append(index.text()).append(']');
      } else {
        fixed = false;
      }
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
