package dev.stalemate.pathfinder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    @TempDir
    @SuppressWarnings("NullAway") // by JUnit
    private Path user;

    @Test
    void theCommandLineComesBeforeTheEnvironmentAndThatBeforeTheSiteFile() throws Exception {
        Path named = build("named");
        Path variable = build("variable");
        Path site = build("site");
        site("jpf-core = " + site);

        assertThat(Home.find(named, Map.of("JPF_HOME", variable.toString()), user)
                        .directory())
                .isEqualTo(named);
        assertThat(Home.find(null, Map.of("JPF_HOME", variable.toString()), user)
                        .directory())
                .isEqualTo(variable);
        assertThat(Home.find(null, Map.of(), user).directory()).isEqualTo(site);
    }

    @Test
    void aSiteFileMayNameTheUsersHome() throws Exception {
        Path site = build("site");
        site("jpf-core = ${user.home}/site\nextensions=${jpf-core}");

        assertThat(Home.find(null, Map.of(), user).directory()).isEqualTo(site);
    }

    @Test
    void whereNoneIsNamedTheMessageSaysHowToGetIt() {
        assertThatThrownBy(() -> Home.find(null, Map.of(), user))
                .isInstanceOf(Home.Missing.class)
                .hasMessageContaining("no --jpf-home, no JPF_HOME, and no jpf-core in")
                .hasMessageContaining("branch java-17")
                .hasMessageContaining("JDK 17");
    }

    @Test
    void whatIsNamedMustBeABuild() throws IOException {
        Path source = Files.createDirectories(user.resolve("source"));

        assertThatThrownBy(() -> Home.find(source, Map.of(), user))
                .isInstanceOf(Home.Missing.class)
                .hasMessageContaining("--jpf-home names " + source + ", which has no build/jpf.jar");
        assertThatThrownBy(() -> Home.find(null, Map.of("JPF_HOME", source.toString()), user))
                .hasMessageContaining("JPF_HOME names");
    }

    @Test
    void aBuildWithoutTheClassesOfTheJdkIsNamedAtOnce() throws IOException {
        Path half = build("half");
        Files.delete(half.resolve("build/jpf-classes.jar"));

        assertThatThrownBy(() -> Home.find(half, Map.of(), user))
                .isInstanceOf(Home.Missing.class)
                .hasMessageContaining("--jpf-home names " + half + ", which has no build/jpf-classes.jar");
    }

    @Test
    void aDamagedSiteFileIsNamed() throws IOException {
        site("jpf-core = \\uZZZZ");

        assertThatThrownBy(() -> Home.find(null, Map.of(), user))
                .isInstanceOf(Home.Missing.class)
                .hasMessageContaining("site.properties can't be read");
    }

    private Path build(String name) throws IOException {
        Path build = Files.createDirectories(user.resolve(name).resolve("build"));
        Files.createFile(build.resolve("jpf.jar"));
        Files.createFile(build.resolve("jpf-classes.jar"));
        return user.resolve(name);
    }

    private void site(String text) throws IOException {
        Files.createDirectories(user.resolve(".jpf"));
        Files.writeString(user.resolve(".jpf/site.properties"), text);
    }
}
