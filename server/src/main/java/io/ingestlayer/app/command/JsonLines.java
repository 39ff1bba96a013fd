package io.ingestlayer.app.command;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonException;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// JSON objects, one a line, from a file or standard input; a line has at most 1 MiB. One thread.
final class JsonLines implements AutoCloseable {
  static final int LINE_BYTES_MAX = 1024 * 1024;

  private final String name;
  private final InputStream in;
  private long line;

  JsonLines(String name, InputStream in) {
    this.name = name;
    this.in = new BufferedInputStream(in);
  }

  /// @param file `-` for standard input
  static JsonLines open(Path file) throws BadFileException {
    try {
      return file.toString().equals("-")
          ? new JsonLines("standard input", System.in)
          : new JsonLines(file.toString(), Files.newInputStream(file));
    } catch (IOException e) {
      throw new BadFileException(
          file + " cannot be read; check that it exists and its permissions");
    }
  }

  /// The object on the next line that has something on it; null after the last.
  Value.@Nullable Obj next() throws BadFileException {
    while (true) {
      byte[] bytes = line();
      if (bytes == null) {
        return null;
      }
      String text = text(bytes);
      if (!text.isBlank()) {
        return object(text);
      }
    }
  }

  private byte @Nullable [] line() throws BadFileException {
    line++;
    try {
      int next = in.read();
      if (next < 0) {
        return null;
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (; next >= 0 && next != '\n'; next = in.read()) {
        if (bytes.size() == LINE_BYTES_MAX) {
          throw bad("the line is longer than 1 MiB");
        }
        bytes.write(next);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw bad("cannot be read further: " + e.getMessage());
    }
  }

  private String text(byte[] bytes) throws BadFileException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return line == 1 && text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw bad("the line is not UTF-8");
    }
  }

  private Value.Obj object(String text) throws BadFileException {
    try {
      if (Json.parse(text, JsonLimits.EVENT) instanceof Value.Obj object) {
        return object;
      }
    } catch (JsonException e) {
      throw bad("no JSON: " + e.getMessage());
    }
    throw bad("a line is one JSON object");
  }

  /// Of the line that was read last.
  long number() {
    return line;
  }

  /// Something wrong with the line that was read last.
  BadFileException bad(String problem) {
    return new BadFileException(name + ":" + line + ": " + problem);
  }

  /// The string of that name in an object of the line that was read last; null when there is none.
  @Nullable String text(Value.Obj object, String member) throws BadFileException {
    return switch (object.get(member)) {
      case Value.Text(String text) -> text;
      case Value.Absent _, Value.Null _ -> null;
      case Value.Bool _, Value.Num _, Value.Arr _, Value.Obj _ ->
          throw bad("`" + member + "` is a string");
    };
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
