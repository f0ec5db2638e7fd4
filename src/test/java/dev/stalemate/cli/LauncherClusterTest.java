package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.cli.Checkout.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher runs the part for clusters where it is made of the sources as they are, and says how to get it where it isn't. */
class LauncherClusterTest {
    private static final String JAR = "target/stalemate-cluster.jar";

    @TempDir
    private Path directory = Path.of("");

    private Checkout checkout;

    @BeforeEach
    void make() throws IOException {
        checkout = Checkout.in(directory, "a checkout");
        for (String file : new String[] {"sums.sh", "java.options"}) {
            checkout.write("src/cluster/build/" + file, Files.readString(Path.of("src/cluster/build", file)));
        }
    }

    @AfterEach
    void close() throws IOException {
        checkout.close();
    }

    /** As the profile does it at the end of a build. */
    private void build() throws IOException, InterruptedException {
        checkout.write(JAR, "the jar\n");
        checkout.write("target/cluster/jars/engine.jar", "an engine\n");
        checkout.write("target/launcher/stalemate-cluster.jar.made", "");
        Process sums = new ProcessBuilder(
                        "sh", "-c", "{ sh src/cluster/build/sums.sh . && cksum <" + JAR + "; } >target/launcher/made")
                .directory(checkout.top().toFile())
                .start();
        sums.waitFor();
        checkout.write(
                "target/launcher/stalemate-cluster.jar.made",
                Files.readString(checkout.top().resolve("target/launcher/made")));
    }

    private Started start(String... arguments) throws IOException, InterruptedException {
        return checkout.start(arguments);
    }

    private String get() throws IOException {
        return ": run mvn -Pcluster -Dmaven.test.skip package in "
                + checkout.top().toRealPath() + "\n";
    }

    @Test
    void saysHowToGetIt() throws Exception {
        for (String[] asked : new String[][] {{"check", "--cluster", "local[2]"}, {"check", "--cluster=local[2]"}}) {
            Started started = start(asked);
            assertThat(started.code()).isEqualTo(64);
            assertThat(started.err()).isEqualTo("stalemate: the part for --cluster is missing" + get());
            assertThat(started.calls()).isEmpty();
        }
    }

    @Test
    void runsItWithTheEngine() throws Exception {
        build();
        String top = checkout.top().toRealPath().toString();
        Started started = start("check", "--cluster", "local[2]");
        assertThat(started.err()).isEmpty();
        assertThat(started.out())
                .isEqualTo("argument <@" + top + "/src/cluster/build/java.options>\nargument <" + top + "/" + JAR + ":"
                        + top
                        + "/target/cluster/jars/*>\nargument <dev.stalemate.cli.Main>\nargument <check>\n"
                        + "argument <local[2]>\n");
        assertThat(started.calls()).isEmpty();
    }

    @Test
    void refusesWhatIsOfOtherSources() throws Exception {
        String stale = "stalemate: the part for --cluster is not made of the sources as they are now";
        for (String changed : new String[] {"src/main/java/a/A.java", "src/cluster/java/B.java", "pom.xml", JAR}) {
            build();
            assertThat(start("check", "--cluster", "local[2]").code()).isZero();
            checkout.write(changed, "changed\n");
            Started started = start("check", "--cluster", "local[2]");
            assertThat(started.code()).as(changed).isEqualTo(64);
            assertThat(started.err()).isEqualTo(stale + get());
        }
    }

    @Test
    void othersNeedNoneOfIt() throws Exception {
        assertThat(start("check", "--cluster-log", "f").out()).startsWith(checkout.expected());
    }
}
