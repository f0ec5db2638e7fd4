package dev.stalemate.cli.session;

import com.google.common.base.Strings;
import dev.stalemate.files.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a session stands in.
 *
 * @param command what the user types to call the tool, as a shell takes it
 * @param state directory for what the tool keeps from run to run, as the XDG specification has it
 * @param streams the standard streams that were redirected from or to files, by the names below
 */
public record Surroundings(String command, Path state, Map<String, Path> streams) {
    /** The class that starts the tool. */
    public static final String MAIN_CLASS = "dev.stalemate.cli.Main";

    public static final String INPUT = "standard input";
    public static final String OUTPUT = "standard output";
    public static final String ERROR = "standard error";

    private static final String NAME = "stalemate";

    public Surroundings {
        streams = Map.copyOf(streams);
    }

    /** Those of this process. */
    public static Surroundings ofProcess() {
        Map<String, Path> streams = new LinkedHashMap<>();
        int descriptor = 0;
        for (String name : new String[] {INPUT, OUTPUT, ERROR}) {
            Path stream = Path.of("/proc/self/fd/" + descriptor++);
            if (Files.isRegularFile(stream)) {
                streams.put(name, stream);
            }
        }
        return new Surroundings(
                Shell.file(System.getProperty("stalemate.command", NAME)),
                state(System.getenv(), Path.of(System.getProperty("user.home", "/"))),
                streams);
    }

    /** A relative path is to be ignored. */
    public static Path state(Map<String, String> environment, Path home) {
        String chosen = Strings.nullToEmpty(environment.get("XDG_STATE_HOME"));
        String user = Strings.nullToEmpty(environment.get("HOME"));
        Path own = Path.of(user).isAbsolute() ? Path.of(user) : home;
        Path all = Path.of(chosen).isAbsolute() ? Path.of(chosen) : own.resolve(".local/state");
        return all.resolve(NAME);
    }

    /** Where counterexamples go that nobody asked to save anywhere. */
    public Path counterexamples() {
        return state.resolve("counterexamples");
    }

    /** Where a cluster's log goes. */
    public Path clusterLog() {
        return state.resolve("cluster.log");
    }

    /** Where answers of outside implementations go that differ. */
    public Path outside() {
        return state.resolve("outside");
    }
}
