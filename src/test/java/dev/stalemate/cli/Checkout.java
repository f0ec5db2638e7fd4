package dev.stalemate.cli;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A small checkout with the real launcher. Its Maven and Java are scripts: a jar is the text of what it was made from, and to run it is to
 * print it. The launcher finds these and the few programs that it names, nothing else. Without {@code ls} it makes no archive of classes,
 * which these scripts could not make.
 */
final class Checkout implements AutoCloseable {
    /** Where a test ends everything as any one of them is started, each of them counts. */
    private static final ImmutableList<String> PROGRAMS = ImmutableList.of(
            "basename",
            "cat",
            "cksum",
            "cmp",
            "cp",
            "dirname",
            "find",
            "flock",
            "grep",
            "head",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sh",
            "sleep",
            "sort",
            "tr");

    /** With nothing that is a process by itself: there are thousands of starts. */
    private static final String COUNTED =
            """
            #!/bin/sh
            printf . >>"$COUNT"
            [ -z "${CUT:-}" ] || { read -r run <"$COUNT"; [ ${#run} -lt "$CUT" ] || kill -9 0; }
            """;

    /** Does half of its work and then ends everything, or the launcher alone. */
    private static final String HALF =
            """
            half() {
                echo "$1" >>"$CALLS"
                [ "${HALF:-}" != "$1" ] || { echo half >"$2"; kill -9 0; }
                [ "${ORPHAN:-}" != "$1" ] || kill -9 "$(cat "$CALLS.pid")"
            }
            """;

    private static final String MVN =
            """
            [ -z "${AWAITS:-}" ] || until grep -q 'building, 1 s' "$AWAITS"; do sleep 0.1; done
            [ -z "${LIBRARIES:-}" ] || { cp "$LIBRARIES" target/launcher/build/dependencies.jar; exit; }
            [ "$(cat pom.xml)" != damaged ] || { echo 'pom.xml is damaged'; exit 1; }
            half mvn target/launcher/build/dependencies.jar
            echo "with $(cat pom.xml)" >target/launcher/build/dependencies.jar
            """;

    private static final String JAVAC =
            """
            for a in "$@"; do
                case $a in
                    @*) list=${a#@} ;;
                    target/launcher/build/classes) to=$a ;;
                esac
            done
            half javac "$to/half"
            sed 's/^"//; s/"$//' "$list" | sort | while read -r file; do
                ! grep -n slip "$file" /dev/null || exit 1
                cat "$file"
            done >"$to/classes" || { cat "$to/classes"; exit 1; }
            """;

    private static final String JAR =
            """
            half jar stalemate.jar
            find classes -type f | sort | while read -r file; do cat "$file"; done >>stalemate.jar
            """;

    private static final String JAVA =
            """
            for a in "$@"; do
                case $a in
                    -version) echo 'openjdk version "17.0.1" 2021-10-19' >&2; exit ;;
                    *.jar) cat "$a" ;;
                    -Dstalemate.command=*) [ -z "${SHOWS:-}" ] || echo "$a" ;;
                    -*) ;;
                    *) echo "argument <$a>" ;;
                esac
            done
            [ "${READS:-}" = '' ] || cat
            """;

    private final Path top;
    private final Path programs;
    private final Path counted;
    private final Path home;
    private final Path scratch;

    /** What a start left: its exit code, what it printed, and what was run on the way. */
    record Started(int code, String out, String err, ImmutableList<String> calls) {}

    private Checkout(Path top, Path scratch) {
        this.top = top;
        this.scratch = scratch;
        this.programs = scratch.resolve("programs");
        this.counted = scratch.resolve("counted");
        this.home = scratch.resolve("jdk");
    }

    /** In a directory of this name, whose other things are beside it. */
    static Checkout in(Path directory, String name) throws IOException {
        Checkout made = new Checkout(directory.resolve(name), directory.resolve("scratch"));
        made.write("pom.xml", "pom 1");
        made.write("src/main/java/a/A.java", "A 1\n");
        made.write("src/main/java/a/B.java", "B 1\n");
        made.write("src/main/resources/text", "text 1\n");
        Files.copy(Path.of("stalemate"), made.top.resolve("stalemate"));
        made.programs();
        return made;
    }

    private void programs() throws IOException {
        for (Path made : List.of(programs, counted, home.resolve("bin"))) {
            Files.createDirectories(made);
        }
        for (String program : PROGRAMS) {
            Files.createSymbolicLink(programs.resolve(program), Path.of(found(program)));
            script(counted.resolve(program), COUNTED + "exec " + found(program) + " \"$@\"\n");
        }
        script(programs.resolve("mvn"), COUNTED + HALF + MVN);
        script(home.resolve("bin/javac"), COUNTED + HALF + JAVAC);
        script(home.resolve("bin/jar"), COUNTED + HALF + JAR);
        script(home.resolve("bin/java"), "#!/bin/sh\n" + JAVA);
    }

    /** Removes what leads out of the directory, which would be warned of. */
    @Override
    public void close() throws IOException {
        MoreFiles.deleteRecursively(programs, RecursiveDeleteOption.ALLOW_INSECURE);
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("can't make " + file + " executable");
        }
    }

    static boolean has(String program) {
        return find(program).isPresent();
    }

    static String found(String program) {
        return find(program).orElseThrow(() -> new IllegalStateException("no " + program + " here"));
    }

    private static Optional<String> find(String program) {
        return Splitter.on(':')
                .splitToStream(System.getenv("PATH"))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    Path top() {
        return top;
    }

    /** The directory of its JDK. */
    Path home() {
        return home;
    }

    /** Takes a program away, such as {@code mvn}. */
    Checkout without(String program) throws IOException {
        Files.deleteIfExists(programs.resolve(program));
        Files.deleteIfExists(home.resolve("bin").resolve(program));
        return this;
    }

    /** Lets it find one more program. */
    Checkout with(String program) throws IOException {
        Files.createSymbolicLink(programs.resolve(program), Path.of(found(program)));
        return this;
    }

    /** Writes a file of it. */
    void write(String file, String text) {
        try {
            MoreFiles.createParentDirectories(top.resolve(file));
            Files.writeString(top.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the jar must be, as the sources are now. */
    String expected() throws IOException {
        StringBuilder text = new StringBuilder("with " + Files.readString(top.resolve("pom.xml")) + "\n");
        // As they are sorted in a jar: classes, then lab, then resources.
        for (String folder : List.of("src/main/java", "src/lab", "src/main/resources")) {
            if (Files.exists(top.resolve(folder))) {
                try (Stream<Path> files = Files.walk(top.resolve(folder))) {
                    for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                        text.append(Files.readString(file));
                    }
                }
            }
        }
        return text.toString();
    }

    /** Removes everything that was built. */
    void clean() throws IOException {
        if (Files.exists(top.resolve("target"))) {
            MoreFiles.deleteRecursively(top.resolve("target"), RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    Started start(String... arguments) throws IOException, InterruptedException {
        return start(Map.of(), top, top.resolve("stalemate").toString(), arguments);
    }

    /** The same, to be cut off: variables say where. */
    Started cut(String variable, String value) throws IOException, InterruptedException {
        return start(Map.of(variable, value), top, top.resolve("stalemate").toString());
    }

    /** Starts the launcher by a name that leads to it, from a directory, in a process group of its own. */
    Started start(Map<String, String> variables, Path from, String launcher, String... arguments)
            throws IOException, InterruptedException {
        return new Running(variables, from, launcher, arguments).ended();
    }

    Running running() throws IOException {
        return new Running(Map.of(), top, top.resolve("stalemate").toString());
    }

    /** A launcher at work. */
    final class Running {
        private final Process process;
        private final Path run;

        private Running(Map<String, String> variables, Path from, String launcher, String... arguments)
                throws IOException {
            run = Files.createTempDirectory(scratch, "run");
            List<String> command = new ArrayList<>(
                    List.of(found("setsid"), "sh", "-c", "echo $$ >\"$CALLS.pid\"; exec \"$0\" \"$@\"", launcher));
            command.addAll(List.of(arguments));
            Map<String, String> environment = new HashMap<>(Map.of(
                    "PATH", (variables.containsKey("CUT") ? counted + ":" : "") + programs + ":" + home.resolve("bin"),
                    "COUNT", run.resolve("count").toString(),
                    "CALLS", run.resolve("calls").toString()));
            environment.putAll(variables);
            Files.writeString(run.resolve("calls"), "");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(from.toFile())
                    .redirectInput(Files.writeString(run.resolve("in"), "from outside\n")
                            .toFile())
                    .redirectOutput(run.resolve("out").toFile())
                    .redirectError(run.resolve("err").toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            process = builder.start();
        }

        Started ended() throws IOException, InterruptedException {
            int code = process.waitFor();
            return new Started(
                    code,
                    Files.readString(run.resolve("out"), StandardCharsets.UTF_8),
                    Files.readString(run.resolve("err"), StandardCharsets.UTF_8),
                    ImmutableList.copyOf(Files.readAllLines(run.resolve("calls"))));
        }
    }
}
