package io.ingestlayer.ingest.source.sdk;

import io.ingestlayer.event.JsonException;
import io.ingestlayer.ingest.Slice;
import io.ingestlayer.platform.http.Problem;
import io.ingestlayer.platform.http.ProblemException;
import java.util.List;

/// Refusals of a whole request, with the line and the column of what is wrong in it.
final class Malformed {
  private Malformed() {}

  static ProblemException json(byte[] body, int at, String what) {
    return at(body, at, JsonException.INVALID, what);
  }

  static ProblemException at(byte[] body, int at, String code, String what) {
    return problem(code, what, line(body, at), column(body, at));
  }

  /// What the tokenizer found in a part of the body, at its place in the whole.
  static ProblemException in(Slice part, JsonException found) {
    int line = line(part.bytes(), part.from()) + found.line() - 1;
    int column = found.column() + (found.line() > 1 ? 0 : column(part.bytes(), part.from()) - 1);
    return problem(found.code(), found.reason(), line, column);
  }

  /// Well-formed JSON, but not what was asked for.
  static ProblemException shape(String code, String pointer, String what) {
    return new ProblemException(
        new Problem(400, code, what, List.of(new Problem.Part(pointer, code, what))));
  }

  private static ProblemException problem(String code, String what, int line, int column) {
    return new ProblemException(400, code, "Line %d, column %d: %s.".formatted(line, column, what));
  }

  private static int line(byte[] body, int at) {
    int line = 1;
    for (int before = 0; before < at; before++) {
      line += body[before] == '\n' ? 1 : 0;
    }
    return line;
  }

  /// Counted in characters from 1: continuation bytes of UTF-8 are none.
  private static int column(byte[] body, int at) {
    int column = 1;
    for (int before = at - 1; before >= 0 && body[before] != '\n'; before--) {
      column += (body[before] & 0xc0) == 0x80 ? 0 : 1;
    }
    return column;
  }
}
