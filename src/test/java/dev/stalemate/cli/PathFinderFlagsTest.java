package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.pathfinder.CodeSystem;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line says of Java PathFinder where there is none, and of code. */
class PathFinderFlagsTest {
    private static Tool.Result run(String... arguments) {
        return new Tool(CodeSystem.catalogue()).run(arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"check K15 --driver jpf", "check K15 --agree", "bench --jpf"})
    void withoutABuildTheMessageSaysHowToGetOne(String command, @TempDir Path nothing) {
        Tool.Result result = run((command + " --jpf-home " + nothing).split(" "));

        assertThat(result.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(result.err())
                .contains("--jpf-home names " + nothing
                        + ", which has no build/jpf.jar. Java PathFinder is in no registry: ");
    }

    @Test
    void theHomeOfJavaPathFinderIsForItAlone() {
        assertThat(run("check", "K15", "--jpf-home", "x").err())
                .contains("--jpf-home needs --driver jpf, --agree or --jpf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--scope vcpus=2", "--driver random", "--save x"})
    void agreeingHasDriversAndScopesOfItsOwn(String flag) {
        assertThat(run(("check K15 --agree " + flag).split(" ")).err())
                .contains("--agree uses both drivers and scopes of its own, and saves nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"K16", "zap-list-code"})
    void whereNothingCanBeComparedNothingAgrees(String target) {
        Tool.Result result = run("check", target, "--agree");

        assertThat(result.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(result.err()).contains("nothing to compare: they are about progress, about code alone, or");
    }

    @Test
    void codeIsNotSearched() {
        Tool.Result result = run("check", "zap-list-code/sketch");

        assertThat(result.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(result.err()).contains("code has as many states as schedules: --driver jpf explores it");
    }

    /** What claims ask of the model is asked of the code, with what is recorded. */
    @Test
    void allOfAProtocolAsCodeCanBeAsked() {
        Tool.Result result = run(
                "check zap-list-code --driver random --seed 1 --walks 2 --length 4 --property no-data-race".split(" "));

        assertThat(result.out()).contains("K15g  zap-list-code/sketch", "K15t  zap-list-code/flag-set-unlocked");
    }

    @Test
    void randomSchedulesOfCodeFindAMutant() {
        Tool.Result result = run(
                "check",
                "zap-list-code/no-wait",
                "--property",
                "leaves-zapped",
                "--driver",
                "random",
                "--seed",
                "1",
                "--save",
                "target/code");

        assertThat(result.code()).isEqualTo(ExitCode.VIOLATED.number());
        assertThat(result.out())
                .contains("| ")
                .contains("leaves-zapped is violated")
                .doesNotContain("turns[");
    }
}
