package dev.stalemate.explorer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import dev.stalemate.model.Catalogue;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves the explorer's page, and seven routes of JSON below it, to browsers on this machine. docs/how-to/explorer.md tells of them.
 *
 * <p>It listens on the loopback interface alone, on a port that was free. Every address begins with a secret that is another one each time, so
 * that neither another user of the machine nor a page from elsewhere can ask; a request that names another host, as after DNS rebinding, is
 * refused. Headers, bodies, connections, and the time to send a request and to take its answer are bounded. A connection is for one request,
 * and no thread waits for one.
 */
public final class Explorer implements AutoCloseable {
    private static final int SECRET_BYTES = 16;
    private static final int MOST_THREADS = 8;
    private static final int MOST_HEADER_BYTES = 8192;
    private static final long LOOK_MILLIS = 100;
    private static final long PATIENCE_SECONDS = 10;

    private final Server server;
    private final ServerConnector connector;
    private final Searches searches;
    /** Of few states each, so that they don't wait for searches. */
    private final Searches graphs;

    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(job -> Daemon.thread(job, "explorer clock"));
    private final String secret;

    /**
     * What the page begins with.
     *
     * @param system its name
     * @param design its name
     * @param scope as {@code --scope} has it
     * @param law a property's name; empty for none in particular
     * @param steps as counterexamples print them
     * @param other the name of a design that is shown beside it; empty for none
     */
    public record Start(
            String system, String design, String scope, String law, ImmutableList<String> steps, String other) {
        /** With no design beside it. */
        public Start(String system, String design, String scope, String law, ImmutableList<String> steps) {
            this(system, design, scope, law, steps, "");
        }

        /** The same, with another design beside it. */
        public Start beside(String name) {
            return new Start(system, design, scope, law, steps, name);
        }

        ObjectNode json() {
            ObjectNode json = JsonNodeFactory.instance
                    .objectNode()
                    .put("kind", "explore")
                    .put("system", system)
                    .put("variant", design)
                    .put("scope", scope)
                    .put("property", law)
                    .put("other", other);
            steps.forEach(json.putArray("steps")::add);
            return json;
        }
    }

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
            Catalogue systems, Start begin, Limits limits, Monitor monitor, Path save, String version, String command)
            throws IOException {
        this(systems, begin, limits, monitor, save, version, command, TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
    }

    /** The same, with another patience, in nanoseconds. */
    Explorer(
            Catalogue systems,
            Start begin,
            Limits limits,
            Monitor monitor,
            Path save,
            String version,
            String command,
            long nanos)
            throws IOException {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        this.secret = HexFormat.of().formatHex(random);
        this.searches = new Searches(monitor);
        this.graphs = new Searches(monitor);
        Patience patience = new Patience(nanos, System::nanoTime);
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 1);
        threads.setName("explorer");
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        this.server = new Server(threads);
        HttpConnectionFactory http = new HttpConnectionFactory(configuration());
        http.addBean(patience);
        this.connector = new ServerConnector(server, null, null, null, 1, 1, http);
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        connector.setIdleTimeout(0); // patience is in charge
        server.addConnector(connector);
        Routes routes = new Routes(
                this::host,
                secret,
                new Exploration(systems, limits, save, version, command),
                searches,
                graphs,
                patience,
                begin.json());
        server.setHandler(routes);
        server.setErrorHandler(routes::refuse);
        start();
        Future<?> unused =
                clock.scheduleWithFixedDelay(() -> look(patience), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look(Patience patience) {
        try {
            patience.look();
            searches.look();
            graphs.look();
        } catch (RuntimeException e) {
            // Of one connection, which is no reason not to look after the others: a job that throws is not run again.
        }
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setPersistentConnectionsEnabled(false);
        configuration.setRequestHeaderSize(MOST_HEADER_BYTES);
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(false);
        return configuration;
    }

    private void start() throws IOException {
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        } catch (Exception e) {
            close();
            throw new IOException("the explorer can't start: " + e.getMessage(), e);
        }
    }

    /** Where the page is. */
    public String url() {
        return "http://" + host() + "/" + secret + "/";
    }

    private String host() {
        return HostAndPort.fromParts(connector.getHost(), connector.getLocalPort())
                .toString();
    }

    /** How many searches there are, at work or waiting. */
    public int searches() {
        return searches.size();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        searches.close();
        graphs.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the explorer's server can't be stopped", e);
        }
    }
}
