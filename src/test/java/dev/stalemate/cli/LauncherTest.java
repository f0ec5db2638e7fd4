package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.stalemate.cli.Checkout.Started;
import dev.stalemate.cli.session.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher runs what the sources say, whatever was cut off, damaged or changed before. */
class LauncherTest {
    /** A build starts a hundred programs, and a start after each of them would take minutes: one in four is the last one. */
    private static final int CUTS_APART = 4;

    @TempDir
    private Path directory = Path.of("");

    private Checkout checkout;

    @BeforeEach
    void make() throws IOException {
        checkout = Checkout.in(directory, "a checkout");
    }

    @AfterEach
    void close() throws IOException {
        checkout.close();
    }

    /** Runs the tool of the sources as they are now, and after that without another build. */
    private Started works() throws IOException, InterruptedException {
        Started started = checkout.start();
        assertThat(started.out()).as(started.err()).isEqualTo(checkout.expected());
        assertThat(started.code()).isZero();
        Started again = checkout.start();
        assertThat(again).isEqualTo(new Started(0, checkout.expected(), "", again.calls()));
        assertThat(again.calls()).isEmpty();
        return started;
    }

    @Test
    void buildsOnceAndPassesArgumentsAndInputOn() throws Exception {
        Started first = works();
        assertThat(first.err()).isEqualTo("stalemate: building\n");
        assertThat(first.calls()).containsExactly("mvn", "javac", "jar");
        assertThat(checkout.start(Map.of("READS", "1"), checkout.top(), "./stalemate", "check", "two words", "*")
                        .out())
                .isEqualTo(
                        checkout.expected() + "argument <check>\nargument <two words>\nargument <*>\nfrom outside\n");
    }

    /** What is printed to be pasted begins with it. */
    @Test
    void saysHowItWasCalledOrWhereItIs() throws Exception {
        works();
        String here = checkout.top().toRealPath() + "/stalemate";
        Map<String, String> calls =
                Map.of("./stalemate", "./stalemate", here, here, "../a checkout/stalemate", "../a checkout/stalemate");
        for (Map.Entry<String, String> call : calls.entrySet()) {
            assertThat(checkout.start(Map.of("SHOWS", "1"), checkout.top(), call.getKey())
                            .out())
                    .startsWith("-Dstalemate.command=" + call.getValue() + "\n");
        }
        assertThat(checkout.start(Map.of("SHOWS", "1"), checkout.top(), "sh", "stalemate")
                        .out())
                .startsWith("-Dstalemate.command=" + here + "\n");
    }

    /** Killed as programs are started that a first build runs. */
    @Tag("thorough")
    @Test
    void worksAfterAFirstBuildThatWasKilledAnywhere() throws Exception {
        int cut = 1;
        while (cut(cut)) {
            checkout.clean();
            cut += CUTS_APART;
        }
        assertThat(cut).isGreaterThan(30);
    }

    /** The same where there is a build, and a source changed. */
    @Tag("thorough")
    @Test
    void worksAfterALaterBuildThatWasKilledAnywhere() throws Exception {
        works();
        int cut = 1;
        do {
            cut += CUTS_APART;
            checkout.write("src/main/java/a/A.java", "A changed " + cut + "\n");
        } while (cut(cut));
        assertThat(cut).isGreaterThan(20);
    }

    private boolean cut(int n) throws Exception {
        boolean killed = checkout.cut("CUT", String.valueOf(n)).code() != 0;
        Started next = checkout.start();
        assertThat(next.out()).as("after cut %s: %s", n, next.err()).isEqualTo(checkout.expected());
        return killed;
    }

    @ParameterizedTest
    @ValueSource(strings = {"mvn", "javac", "jar"})
    void worksAfterHalfAFile(String half) throws Exception {
        assertThat(checkout.cut("HALF", half).code()).isEqualTo(128 + 9);
        works();
    }

    /** What the launcher started goes on without it; the next start waits for that, and its jar is whole. */
    @ParameterizedTest
    @ValueSource(strings = {"mvn", "javac", "jar"})
    void worksAfterTheLauncherAloneWasKilled(String orphan) throws Exception {
        assertThat(checkout.cut("ORPHAN", orphan).code()).isEqualTo(128 + 9);
        works();
    }

    static Stream<Arguments> damage() {
        return Stream.of(
                arguments("target/stalemate.jar", "", List.of("javac", "jar")),
                arguments("target/stalemate.jar", "half", List.of("javac", "jar")),
                arguments("target/stalemate.jar", null, List.of("javac", "jar")),
                arguments("target/launcher/stalemate.jar.made", "", List.of("javac", "jar")),
                arguments("target/launcher/stalemate.jar.made", "1 2 pom.xml\n", List.of("javac", "jar")),
                arguments("target/launcher/stalemate.jar.made", null, List.of("javac", "jar")),
                arguments("target/launcher", null, List.of("mvn", "javac", "jar")),
                arguments("target", null, List.of("mvn", "javac", "jar")));
    }

    /** In place of a file, as after a crash: something else or nothing, and newer than every source. */
    @ParameterizedTest
    @MethodSource("damage")
    void rebuildsWhatIsDamaged(String file, String text, List<String> calls) throws Exception {
        works();
        if (text == null) {
            remove(checkout.top().resolve(file));
        } else {
            checkout.write(file, text);
        }
        assertThat(works().calls()).isEqualTo(calls);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "half"})
    void getsLibrariesAgainThatAreDamaged(String text) throws Exception {
        works();
        checkout.write("target/launcher/dependencies.jar", text);
        checkout.write("src/main/java/a/A.java", "A 2\n");
        assertThat(works().calls()).containsExactly("mvn", "javac", "jar");
    }

    /** A jar that came from elsewhere: there is no saying what it was made from. */
    @Test
    void rebuildsWhatAnotherLeft() throws Exception {
        checkout.write("target/stalemate.jar", "of another version");
        works();
    }

    @Test
    void oneFlippedByteIsEnough() throws Exception {
        works();
        Path jar = checkout.top().resolve("target/stalemate.jar");
        byte[] bytes = Files.readAllBytes(jar);
        FileTime time = Files.getLastModifiedTime(jar);
        bytes[bytes.length / 2] ^= 1;
        Files.write(jar, bytes);
        Files.setLastModifiedTime(jar, time);
        assertThat(works().calls()).containsExactly("javac", "jar");
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                arguments("src/main/java/a/A.java", "A 2\n", List.of("javac", "jar")),
                arguments("src/main/java/a/C.java", "C\n", List.of("javac", "jar")),
                arguments("src/main/java/a/B.java", null, List.of("javac", "jar")),
                arguments("src/main/resources/text", "text 2\n", List.of("javac", "jar")),
                arguments("src/main/resources", null, List.of("javac", "jar")),
                arguments("src/lab/kvm/vmm.c", "vmm 1\n", List.of("javac", "jar")),
                arguments("src/main/java/a/My Patch.java", "C\n", List.of("javac", "jar")),
                arguments("pom.xml", "pom 2", List.of("mvn", "javac", "jar")));
    }

    /** Even where a change keeps the size of a file and sets its time back, as unpacking an archive does. */
    @ParameterizedTest
    @MethodSource("changes")
    void rebuildsWhatChanged(String file, String text, List<String> calls) throws Exception {
        works();
        if (text == null) {
            remove(checkout.top().resolve(file));
        } else {
            checkout.write(file, text);
            Files.setLastModifiedTime(checkout.top().resolve(file), FileTime.fromMillis(0));
        }
        assertThat(works().calls()).isEqualTo(calls);
    }

    @Test
    void aTouchChangesNothing() throws Exception {
        works();
        checkout.write("src/main/java/a/A.java", "A 1\n");
        assertThat(checkout.start().calls()).isEmpty();
    }

    @Test
    void aCompileErrorIsShownAndTheNextStartTriesAgain() throws Exception {
        works();
        checkout.write("src/main/java/a/B.java", "fine\na slip \u001b[31m\u202e\n");
        for (int i = 0; i < 2; i++) {
            Started slip = checkout.start();
            assertThat(slip.code()).isEqualTo(ExitCode.INTERNAL.number());
            assertThat(slip.err())
                    .contains("src/main/java/a/B.java:2:a slip ?[31m???\n")
                    .endsWith("\nstalemate: the build failed, as above\n");
            assertThat(slip.out()).isEmpty();
        }
        checkout.write("src/main/java/a/B.java", "fine\n");
        works();
    }

    @Test
    void whatMavenSaysIsShown() throws Exception {
        checkout.write("pom.xml", "damaged");
        assertThat(checkout.start().err())
                .isEqualTo("stalemate: building\npom.xml is damaged\nstalemate: the build failed, as above\n");
        checkout.write("pom.xml", "pom 2");
        works();
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        List<Checkout.Running> running = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            running.add(checkout.running());
        }
        List<String> calls = new ArrayList<>();
        for (Checkout.Running one : running) {
            Started ended = one.ended();
            assertThat(ended.out()).as(ended.err()).isEqualTo(checkout.expected());
            calls.addAll(ended.calls());
        }
        assertThat(calls).containsExactly("mvn", "javac", "jar");
    }

    @Test
    void linksLeadToIt() throws Exception {
        works();
        Path links = Files.createDirectories(directory.resolve("some links"));
        Files.createSymbolicLink(links.resolve("relative"), Path.of("../a checkout/stalemate"));
        Files.createSymbolicLink(links.resolve("absolute"), checkout.top().resolve("stalemate"));
        Files.createSymbolicLink(links.resolve("chain"), Path.of("relative"));
        for (String link : List.of("relative", "absolute", "chain")) {
            // A directory of CDPATH is no place to look for the checkout.
            Started started = checkout.start(
                    Map.of("CDPATH", directory.toString()),
                    directory,
                    Path.of("some links", link).toString());
            assertThat(started).isEqualTo(new Started(0, checkout.expected(), "", started.calls()));
        }
    }

    /** Checksums are of names within the checkout, and don't look at times. */
    @Test
    void aCheckoutCanBeMoved() throws Exception {
        works();
        Path moved = directory.resolve("moved");
        Files.move(checkout.top(), moved);
        Started started = checkout.start(Map.of(), moved, "./stalemate");
        assertThat(started.calls()).isEmpty();
        assertThat(started.code()).isZero();
    }

    static Stream<Arguments> missing() {
        return Stream.of(
                arguments("java", "java is missing: install a JDK 17", true),
                arguments("javac", "has no compiler beside it: install a JDK 17", false),
                arguments("jar", "has no compiler beside it: install a JDK 17", false),
                arguments("mvn", "mvn is missing: install Maven to build", false),
                arguments("flock", "flock is missing: install util-linux to build", false));
    }

    /** What only a build needs isn't missed where there is a fresh jar. */
    @ParameterizedTest
    @MethodSource("missing")
    void saysWhatIsMissing(String program, String says, boolean always) throws Exception {
        checkout.without(program);
        Started started = checkout.start();
        assertThat(started.err()).contains(says);
        assertThat(started.code()).isEqualTo(ExitCode.INTERNAL.number());
        if (!always) {
            try (Checkout whole = Checkout.in(directory.resolve("whole"), "checkout")) {
                Started fresh = whole.start();
                assertThat(fresh.code()).as(fresh.err()).isZero();
                assertThat(whole.without(program).start().out()).isEqualTo(whole.expected());
            }
        }
    }

    @Test
    void mavenIsNeededForLibrariesAlone() throws Exception {
        works();
        checkout.without("mvn").write("src/main/java/a/A.java", "A 2\n");
        works();
    }

    @ParameterizedTest
    @ValueSource(strings = {"17.0.15", "21", "25.0.1"})
    void takesJava17AndLater(String version) throws Exception {
        Files.writeString(checkout.home().resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        works();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8.0_392", "11.0.2", ""})
    void refusesOlderJava(String version) throws Exception {
        Files.writeString(checkout.home().resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        Started started = checkout.start();
        assertThat(started.err()).containsPattern("java is version (1|11|unknown), and 17 is needed");
        assertThat(started.code()).isEqualTo(ExitCode.INTERNAL.number());
        assertThat(started.calls()).isEmpty();
    }

    @Test
    void saysWhereItCannotWrite() throws Exception {
        checkout.write("target", "a file");
        Started started = checkout.start();
        assertThat(started.err()).startsWith("stalemate: can't write to ").endsWith("a checkout/target/launcher\n");
        assertThat(started.code()).isEqualTo(ExitCode.INTERNAL.number());
    }

    /** With the Java that this runs on: a value that was copied into another class, and a class that is gone, are not left over. */
    @Test
    void nothingStaleIsLeftInClasses() throws Exception {
        checkout.write("src/main/java/a/A.java", "package a; class A { static final int N = 1; }");
        checkout.write("src/main/java/a/B.java", "package a; class B { static String s() { return \"B\"; } }");
        checkout.write(
                "src/main/java/a/Main.java",
                "package a; class Main { public static void main(String[] s) { System.out.print(A.N + B.s()); } }");
        Path libraries = directory.resolve("libraries.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "a.Main");
        new JarOutputStream(Files.newOutputStream(libraries), manifest).close();
        Map<String, String> real =
                Map.of("JAVA_HOME", System.getProperty("java.home"), "LIBRARIES", libraries.toString());

        assertThat(checkout.start(real, checkout.top(), "./stalemate").out()).isEqualTo("1B");
        checkout.write("src/main/java/a/A.java", "package a; class A { static final int N = 2; }");
        assertThat(checkout.start(real, checkout.top(), "./stalemate").out()).isEqualTo("2B");
        remove(checkout.top().resolve("src/main/java/a/B.java"));
        Started gone = checkout.start(real, checkout.top(), "./stalemate");
        assertThat(gone.out()).isEmpty();
        assertThat(gone.err()).contains("src/main/java/a/Main.java:1: error: cannot find symbol");
    }

    @Test
    void countsSecondsOnATerminal() throws Exception {
        assumeTrue(Checkout.has("script"), "there is no script of util-linux to make a terminal");
        Path screen = directory.resolve("screen");
        Started started = checkout.start(
                Map.of("AWAITS", screen.toString(), "SHELL", "/bin/sh"),
                checkout.top(),
                Checkout.found("script"),
                "-qefc",
                "./stalemate",
                screen.toString());
        assertThat(started.code()).isZero();
        assertThat(Files.readString(screen))
                .contains("\r\033[Kstalemate: building, 0 s\r\033[Kstalemate: building, 1 s")
                .contains("\r\033[K" + checkout.expected().replace("\n", "\r\n"));
    }

    private static void remove(Path path) throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(path)) {
            files.forEach(all::add);
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            Files.delete(all.get(i));
        }
    }
}
