package dev.stalemate.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.stalemate.cli.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The system that docs/how-to/new-system.md builds. */
class ShootdownTest {
    private static final Path PAGE = Path.of("docs/how-to/new-system.md");
    private static final Path SOURCE = Path.of("src/test/java/dev/stalemate/examples/Shootdown.java");

    private static Tool.Result run(String... args) {
        return new Tool(new Shootdown()).run(args);
    }

    @Test
    void everyClaimIsDecidedAsItSays() {
        Tool.Result result = run("check");
        assertThat(result.code()).as(result.out()).isZero();
        assertThat(result.out()).contains("5 claims");
    }

    @Test
    void theForgottenCpuIsFoundWithTheShortestRun() {
        assertThat(run("check", "shootdown/running-cpus", "--property", "no-retained-mapping")
                        .out())
                .contains("CPU 0 is in the guest and has the page in its TLB", "| other-guest-writes mfn=0");
    }

    @Test
    void aDesignIsChangedFromTheCommandLine() {
        assertThat(run("check", "shootdown/running-cpus,requests=on", "--property", "no-retained-mapping")
                        .code())
                .isZero();
        assertThat(run("check", "shootdown/every-cpu,interrupted=running", "--property", "no-retained-mapping")
                        .code())
                .isEqualTo(12);
        assertThat(run("check", "shootdown/every-cpu,interrupted=some").err())
                .contains("design setting interrupted: 'some' is not one of running, every");
        assertThat(run("check", "shootdown/every-cpu,interrupt=every").err())
                .contains("no design setting 'interrupt'; did you mean interrupted?");
    }

    @Test
    void theScopesOfTheExampleGrow() {
        assertThat(run("check", "E3", "--scope", "auto", "--max-time", "5s").out())
                .contains("cpus=4");
    }

    @Test
    void theExampleIsSmall() throws IOException {
        assertThat(Files.readAllLines(SOURCE)).hasSizeLessThan(250);
    }

    @Test
    void thePageShowsWhatIsCompiled() throws IOException {
        String source = Files.readString(SOURCE);
        Matcher code = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        List<String> shown = code.results()
                .flatMap(block -> Splitter.on('\n').splitToStream(block.group(1)))
                .filter(line -> !line.isBlank() && !line.strip().equals("..."))
                .toList();
        assertThat(shown).hasSizeGreaterThan(60).allSatisfy(line -> assertThat(source)
                .contains(line + "\n"));
    }

    @Test
    void thePageShowsWhatIsPrinted() throws IOException {
        String out = run("check", "shootdown/running-cpus", "--property", "no-retained-mapping")
                .out();
        String run =
                out.substring(out.indexOf("shootdown/", out.indexOf("Counterexamples")), out.indexOf("What breaks"));
        assertThat(Files.readString(PAGE)).contains(run.replaceAll(" +\n", "\n"));
    }
}
