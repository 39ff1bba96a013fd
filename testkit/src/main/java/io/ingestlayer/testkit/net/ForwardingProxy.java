package io.ingestlayer.testkit.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// An HTTP proxy on loopback, as companies have one: CONNECT for https, a whole address in the request line for http.
/// Every name leads to 127.0.0.1. Any thread may call.
public final class ForwardingProxy implements AutoCloseable {
  private static final int HEAD_BYTES_MAX = 64 * 1024;

  private final LoopbackPort port;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final String login;
  private volatile int refusal;

  private ForwardingProxy(String login) {
    this.login = login;
    this.port = LoopbackPort.open(this::serve);
  }

  /// For everybody.
  public static ForwardingProxy start() {
    return new ForwardingProxy("");
  }

  /// For who knows the password.
  public static ForwardingProxy start(String user, String password) {
    String login = user + ":" + password;
    return new ForwardingProxy(
        "basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
  }

  public int port() {
    return port.port();
  }

  /// The request lines, without those that were not let in.
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /// From now on every CONNECT is answered with this status; 0 lets them pass.
  public void refuse(int status) {
    refusal = status;
  }

  private void serve(Socket client) throws IOException {
    String head = head(client.getInputStream());
    String line = head.substring(0, head.indexOf("\r\n"));
    if (!login.isEmpty() && !isLetIn(head)) {
      answer(client, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"");
      return;
    }
    asked.add(line);
    String[] words = line.split(" ", -1);
    boolean isConnect = words[0].equals("CONNECT");
    if (isConnect && refusal != 0) {
      answer(client, refusal + " No");
      return;
    }
    URI target = URI.create(isConnect ? "http://" + words[1] : words[1]);
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target.getPort())) {
      if (isConnect) {
        write(client, "HTTP/1.1 200 Connection established\r\n\r\n");
      } else {
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        String origin = "%s %s%s HTTP/1.1".formatted(words[0], target.getRawPath(), query);
        write(server, head.replace(line, origin).replaceFirst("(?i)Proxy-Auth[^\r]*\r\n", ""));
      }
      Thread back = Thread.ofVirtual().start(() -> pump(server, client));
      pump(client, server);
      back.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isLetIn(String head) {
    return head.lines().anyMatch(it -> it.equalsIgnoreCase("Proxy-Authorization: " + login));
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0 || head.size() == HEAD_BYTES_MAX) {
        throw new IOException("no request");
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static void answer(Socket client, String status) throws IOException {
    write(client, "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  }

  private static void write(Socket to, String text) throws IOException {
    OutputStream out = to.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static void pump(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // One side has gone; the other is told when its socket is closed.
    }
  }

  @Override
  public void close() {
    port.close();
  }
}
