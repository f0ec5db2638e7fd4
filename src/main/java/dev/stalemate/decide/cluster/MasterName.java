package dev.stalemate.decide.cluster;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a cluster is called.
 *
 * @param text as the user says it, and the engine takes it
 * @param threads of this process, for the engine within it; 0 for a cluster
 * @param hosts where its masters listen, where the name says so
 */
public record MasterName(String text, int threads, ImmutableList<HostAndPort> hosts) {
    /** The forms, for messages. */
    public static final String FORMS =
            "local[N], local[*], spark://HOST:PORT[,HOST:PORT...], yarn or k8s://https://HOST:PORT";

    private static final int MOST_THREADS = 256;
    private static final Pattern LOCAL = Pattern.compile("local\\[(\\*|[0-9]{1,9})\\]");
    private static final Pattern MANAGED = Pattern.compile("yarn|k8s://(https?://)?[A-Za-z0-9.\\[\\]:_-]+(/.*)?");
    private static final String STANDALONE = "spark://";

    /**
     * Reads a name.
     *
     * @throws IllegalArgumentException if it is none; the message says why
     */
    public static MasterName parse(String text) {
        Matcher local = LOCAL.matcher(text);
        if (local.matches()) {
            return new MasterName(text, threads(text, local.group(1)), ImmutableList.of());
        }
        if (MANAGED.matcher(text).matches()) {
            return new MasterName(text, 0, ImmutableList.of());
        }
        if (text.startsWith(STANDALONE)) {
            List<String> hosts = Splitter.on(',').splitToList(text.substring(STANDALONE.length()));
            return new MasterName(
                    text, 0, hosts.stream().map(host -> listener(text, host)).collect(ImmutableList.toImmutableList()));
        }
        throw new IllegalArgumentException("'" + text + "' is no cluster: " + FORMS);
    }

    /** Whether the engine runs within this process. */
    public boolean local() {
        return threads > 0;
    }

    private static int threads(String text, String number) {
        int threads = number.equals("*") ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(number);
        if (threads < 1 || threads > MOST_THREADS) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no cluster: it has 1 to " + MOST_THREADS + " threads");
        }
        return threads;
    }

    private static HostAndPort listener(String text, String host) {
        try {
            HostAndPort listener = HostAndPort.fromString(host);
            if (listener.getHost().matches("[A-Za-z0-9._:-]+") && listener.hasPort() && listener.getPort() > 0) {
                return listener;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no cluster: '" + host + "' is not HOST:PORT", e);
        }
        throw new IllegalArgumentException("'" + text + "' is no cluster: '" + host + "' is not HOST:PORT");
    }
}
