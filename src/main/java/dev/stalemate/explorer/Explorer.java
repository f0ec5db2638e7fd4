package dev.stalemate.explorer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.stalemate.files.CannotWriteException;
import dev.stalemate.files.Reason;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.report.page.Page;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves the explorer's page, and five routes of JSON below it, to browsers on this machine. docs/explorer.md tells of them.
 *
 * <p>It listens on the loopback interface alone, on a port that was free. Every address begins with a secret that is made anew each time, so
 * that neither another user of the machine nor a page from elsewhere can ask; a request that names another host, as after DNS rebinding, is
 * refused. Bodies are bounded.
 */
public final class Explorer implements AutoCloseable {
    private static final int MOST_BYTES = 1 << 20;
    private static final int SECRET_BYTES = 16;
    private static final int THREADS = 4;
    private static final String HTML = "text/html; charset=utf-8";
    private static final String JSON = "application/json; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, Explorer::thread);
    private final String secret;
    private final Exploration exploration;
    private final ObjectNode start;
    private final Map<String, Route> routes;

    private interface Route {
        JsonNode answer(HttpExchange exchange) throws IOException, BadRequestException;
    }

    private interface Question {
        JsonNode answer(Asked asked) throws IOException, BadRequestException;
    }

    /**
     * What the page begins with.
     *
     * @param system its name
     * @param variant its name
     * @param scope as {@code --scope} has it
     * @param property a property's name; empty for none in particular
     * @param steps as counterexamples print them
     */
    public record Start(String system, String variant, String scope, String property, ImmutableList<String> steps) {}

    /**
     * Begins to serve.
     *
     * @param limits of a search for the shortest counterexample
     * @param monitor ends one
     * @param save where counterexamples are saved
     * @param version of the tool
     * @param command what the user types to call it
     * @throws IOException if no port can be had
     */
    public Explorer(
            List<ModelSystem> systems,
            Start begin,
            Limits limits,
            Monitor monitor,
            Path save,
            String version,
            String command)
            throws IOException {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        this.secret = HexFormat.of().formatHex(random);
        this.exploration = new Exploration(systems, limits, monitor, save, version, command);
        this.start = JsonNodeFactory.instance
                .objectNode()
                .put("kind", "explore")
                .put("system", begin.system())
                .put("variant", begin.variant())
                .put("scope", begin.scope())
                .put("property", begin.property());
        begin.steps().forEach(start.putArray("steps")::add);
        this.routes = Map.of(
                "api/systems", exchange -> exploration.everything(),
                "api/run", posted(exploration::run),
                "api/beside", posted(exploration::beside),
                "api/shortest", posted(exploration::shortest),
                "api/save", posted(exploration::save));
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private static Thread thread(Runnable job) {
        Thread thread = new Thread(job, "explorer");
        thread.setDaemon(true);
        return thread;
    }

    /** Where the page is. */
    public String url() {
        return "http://" + host() + "/" + secret + "/";
    }

    private String host() {
        InetSocketAddress address = server.getAddress();
        return HostAndPort.fromParts(address.getAddress().getHostAddress(), address.getPort())
                .toString();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private Route posted(Question question) {
        return exchange -> {
            if (!exchange.getRequestMethod().equals("POST")) {
                throw new BadRequestException("this route is asked by POST");
            }
            byte[] body;
            try (InputStream in = exchange.getRequestBody()) {
                body = in.readNBytes(MOST_BYTES + 1);
            }
            if (body.length > MOST_BYTES) {
                throw new BadRequestException("the body has more than " + MOST_BYTES + " bytes");
            }
            return question.answer(Asked.read(body, exploration.systems()));
        };
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, reply(exchange));
        }
    }

    private Reply reply(HttpExchange exchange) {
        String path = String.valueOf(exchange.getRequestURI().getPath()); // an address such as mailto:x has none
        if (!host().equals(exchange.getRequestHeaders().getFirst("Host")) || !knowsSecret(path)) {
            return Reply.error(404, "not found");
        }
        String rest = path.substring(secret.length() + 2);
        Route route = routes.get(rest);
        try {
            if (rest.isEmpty()) {
                return new Reply(200, HTML, Page.served("Stalemate: explorer", start));
            }
            return route == null
                    ? Reply.error(404, "there is no route " + rest)
                    : new Reply(200, JSON, route.answer(exchange).toString());
        } catch (BadRequestException e) {
            return Reply.error(400, String.valueOf(e.getMessage()));
        } catch (CannotWriteException e) {
            return Reply.error(500, e.getFile() + ": " + Reason.of(e));
        } catch (DesignException e) {
            return Reply.error(500, e.says());
        } catch (IOException | RuntimeException e) {
            return Reply.error(500, e.toString());
        }
    }

    private record Reply(int status, String type, String text) {
        static Reply error(int status, String message) {
            return new Reply(
                    status,
                    JSON,
                    JsonNodeFactory.instance.objectNode().put("error", message).toString());
        }
    }

    /** In the same time whatever is wrong with it. */
    private boolean knowsSecret(String path) {
        byte[] wanted = ("/" + secret + "/").getBytes(StandardCharsets.UTF_8);
        byte[] given = path.substring(0, Math.min(path.length(), wanted.length)).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(wanted, given);
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] body = reply.text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", reply.type);
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(reply.status, body.length);
        exchange.getResponseBody().write(body);
    }
}
