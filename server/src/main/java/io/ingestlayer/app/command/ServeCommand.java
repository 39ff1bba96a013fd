package io.ingestlayer.app.command;

import io.ingestlayer.app.Server;
import io.ingestlayer.app.Settings;
import io.ingestlayer.platform.time.SystemTimer;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Runs the server until it is told to stop.
@Command(name = "serve", description = "Run the server.")
final class ServeCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private ConfigOption config = new ConfigOption();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = Commands.out(spec);
    Map<String, String> environment = System.getenv();
    Settings settings = config.settings();
    SystemTimer timer = new SystemTimer();
    Optional<Server> started =
        StopSignal.watch(timer)
            .start(() ->
                Server.start(
                    settings,
                    environment,
                    timer,
                    line -> {
                      out.println(line);
                      out.flush();
                    }));
    if (started.isPresent()) {
      greet(out, settings, started.get());
      new CountDownLatch(1).await();
    }
    return ExitCode.OK;
  }

  private static void greet(PrintWriter out, Settings settings, Server server) {
    server.warnings().forEach(it -> out.println(it));
    out.println("ingestlayer serves on http://" + settings.listen().host() + ":" + server.port());
    server
        .firstKey()
        .ifPresent(it -> {
          out.println("your API key, shown this once: " + it);
          out.println("try:  export INGESTLAYER_KEY=" + it);
          out.println(
              "      bin/ingestlayer send user.signed_up -d '{\"email\":\"ada@example.com\",\"plan\":\"free\"}'");
        });
    out.flush();
  }
}
