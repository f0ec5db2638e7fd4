package dev.stalemate.pathfinder;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where the user's own build of Java PathFinder is.
 *
 * @param directory what holds its {@code build/jpf.jar} and {@code build/jpf-classes.jar}
 */
public record Home(Path directory) {
    private static final String HOW =
            "Java PathFinder is in no registry: get its repository javapathfinder/jpf-core, branch java-17, build it"
                    + " with a JDK 17 as docs/how-to/java-pathfinder.md says, and name its directory with --jpf-home or JPF_HOME";

    /** There is no build, or none that can be used. */
    public static final class Missing extends Exception {
        private static final long serialVersionUID = 1;

        Missing(String why) {
            super(why + ". " + HOW);
        }
    }

    /**
     * The build that the user names, or else JPF_HOME, or else {@code jpf-core} in {@code ~/.jpf/site.properties}.
     *
     * @param named what the command line names, or null
     * @param environment the process's environment
     * @param user the user's home directory
     * @throws Missing if none is named, or the directory has no build
     */
    public static Home find(@Nullable Path named, Map<String, String> environment, Path user) throws Missing {
        String variable = environment.getOrDefault("JPF_HOME", "");
        Path site = user.resolve(".jpf/site.properties");
        if (named != null) {
            return of(named, "--jpf-home");
        }
        if (!variable.isEmpty()) {
            return of(Path.of(variable), "JPF_HOME");
        }
        String core = core(site, user);
        if (core.isEmpty()) {
            throw new Missing("no --jpf-home, no JPF_HOME, and no jpf-core in " + site);
        }
        return of(Path.of(core), site.toString());
    }

    private static Home of(Path directory, String named) throws Missing {
        Home home = new Home(directory.toAbsolutePath().normalize());
        for (Path needed : List.of(home.jar(), home.classes())) {
            if (!Files.isRegularFile(needed)) {
                throw new Missing(
                        named + " names " + directory + ", which has no " + home.directory.relativize(needed));
            }
        }
        return home;
    }

    private static String core(Path site, Path user) throws Missing {
        if (!Files.isRegularFile(site)) {
            return "";
        }
        Properties laws = new Properties();
        try (Reader in = Files.newBufferedReader(site, StandardCharsets.ISO_8859_1)) {
            laws.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new Missing(site + " can't be read (" + e.getMessage() + ")");
        }
        return laws.getProperty("jpf-core", "").strip().replace("${user.home}", user.toString());
    }

    /** The JDK's classes as Java PathFinder has them. */
    private Path classes() {
        return directory.resolve("build/jpf-classes.jar");
    }

    /** What runs Java PathFinder. */
    Path jar() {
        return directory.resolve("build/jpf.jar");
    }
}
