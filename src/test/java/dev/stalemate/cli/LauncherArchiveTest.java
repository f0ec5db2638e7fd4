package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.cli.Checkout.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive of classes makes a start quicker, and whatever is wrong with it changes nothing else. With the Java that this runs on. */
class LauncherArchiveTest {
    private static final String REHEARSES = "package dev.stalemate.cli; public class Rehearsal {"
            + " public static void main(String[] s) throws Exception { %s; Class.forName(\"a.Main\"); } }";

    @TempDir
    private Path directory = Path.of("");

    private Checkout checkout;
    private Path archive = Path.of("");
    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void make() throws IOException {
        checkout = Checkout.in(directory, "checkout").with("ls");
        archive = checkout.top().resolve("target/launcher/classes.jsa");
        checkout.write("src/main/java/a/A.java", "package a; class A {}");
        checkout.write("src/main/java/a/B.java", "package a; class B {}");
        checkout.write(
                "src/main/java/a/Main.java",
                "package a; public class Main { public static void main(String[] s) { System.out.print(s[0]); } }");
        checkout.write(
                "src/main/java/dev/stalemate/cli/Rehearsal.java", REHEARSES.formatted("System.out.println(s.length)"));
        Path libraries = directory.resolve("libraries.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "a.Main");
        new JarOutputStream(Files.newOutputStream(libraries), manifest).close();
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        variables.put("LIBRARIES", libraries.toString());
    }

    @AfterEach
    void close() throws IOException {
        checkout.close();
    }

    private Started start() throws IOException, InterruptedException {
        return checkout.start(variables, checkout.top(), "./stalemate", "said");
    }

    private void saysTheSame() throws Exception {
        Started started = start();
        assertThat(started).isEqualTo(new Started(0, "said", "", started.calls()));
    }

    /** Whether the next start takes its own class from the archive. */
    private boolean isUsed() throws Exception {
        Path loaded = directory.resolve("loaded");
        variables.put("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=\"" + loaded + "\"");
        assertThat(start().out()).isEqualTo("said");
        variables.remove("JDK_JAVA_OPTIONS");
        return Files.readAllLines(loaded).stream()
                .filter(line -> line.contains(" a.Main "))
                .anyMatch(line -> line.contains("shared objects file"));
    }

    @Test
    void isMadeOnceAndAgainWhereItIsDamaged() throws Exception {
        assertThat(start()).isEqualTo(new Started(0, "said", "stalemate: building\n", start().calls()));
        assertThat(isUsed()).isTrue();
        byte[] whole = Files.readAllBytes(archive);
        FileTime made = Files.getLastModifiedTime(archive);
        saysTheSame();
        assertThat(Files.getLastModifiedTime(archive)).isEqualTo(made);

        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= 1;
        // Java itself would not survive the first of these.
        for (byte[] damaged : new byte[][] {Arrays.copyOf(whole, whole.length / 2), flipped, new byte[0]}) {
            Files.delete(archive);
            Files.write(archive, damaged);
            saysTheSame();
            assertThat(archive).isRegularFile();
            assertThat(isUsed()).isTrue();
        }
        Files.delete(archive.resolveSibling("classes.jsa.made"));
        saysTheSame();
        assertThat(isUsed()).isTrue();

        Path jar = checkout.top().resolve("target/stalemate.jar");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(10_000));
        saysTheSame();
        assertThat(isUsed()).isTrue();
        Files.setLastModifiedTime(jar, FileTime.fromMillis(20_000));
        saysTheSame();
        assertThat(isUsed()).isTrue();
    }

    /** Such as a directory that can't be written to. */
    @Test
    void nobodyMissesItWhereItCannotBeMade() throws Exception {
        Files.createDirectories(archive.resolveSibling("archive.lock"));
        assertThat(start().err()).isEqualTo("stalemate: building\n");
        saysTheSame();
        assertThat(archive).doesNotExist();
        Files.delete(archive.resolveSibling("archive.lock"));
        checkout.write(
                "src/main/java/dev/stalemate/cli/Rehearsal.java",
                REHEARSES.formatted("if (s.length == 0) throw new Error()"));
        assertThat(start().err()).isEqualTo("stalemate: building\n");
        saysTheSame();
        assertThat(isUsed()).isFalse();
    }
}
