package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.cli.session.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verb export. */
class ExportCommandTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void aCounterexampleBecomesOneProgram() throws IOException {
        Path file = directory.resolve("k1.c");
        Tool.Result printed = Tool.mutex().run("export", "--c", "counterexamples/kvm/K1-linux-4.9.json");
        assertThat(printed.code()).isEqualTo(ExitCode.OK.number());
        assertThat(printed.out()).contains("linux-4.9: ").contains("int main(").contains("no-stale-igmt is violated");
        assertThat(Tool.mutex()
                        .run("export", "--c", "counterexamples/kvm/K1-linux-4.9.json", "-o", file.toString())
                        .code())
                .isEqualTo(ExitCode.OK.number());
        assertThat(Files.readString(file)).isEqualTo(printed.out());
    }

    @Test
    void theKernelThatPlaysItCanBeNamed() {
        Tool.Result result =
                Tool.mutex().run("export", "--c", "counterexamples/kvm/K1-linux-4.9.json", "--kernel", "6.1.192");
        assertThat(result.out())
                .contains("Design    linux-6.0: ")
                .contains("The counterexample is about linux-4.9, which takes the same steps to the same leaves.");
    }

    @Test
    void whatAFileClaimsIsNoPartOfTheProgram() throws IOException {
        String saved = Files.readString(Path.of("counterexamples/kvm/K1-linux-4.9.json"));
        assertThat(saved).contains("\"claim\": \"K1\"");
        String evil = "K1*/ int evil; /*\\\"+evil()";
        Path file = Files.writeString(
                directory.resolve("evil.json"), saved.replace("\"claim\": \"K1\"", "\"claim\": \"" + evil + "\""));
        Tool.Result result = Tool.mutex().run("export", "--c", file.toString());
        assertThat(result.code()).isEqualTo(ExitCode.OK.number());
        assertThat(result.out())
                .contains("static const char name[] = \"K1___int_evil______evil__\";")
                .doesNotContain("int evil;")
                .doesNotContain("evil()");
    }

    @ParameterizedTest
    @CsvSource({
        "kvm-K18.json, , is no release of Linux's KVM",
        "kvm-K1.json, 6.12.107, no program shows it on Linux 6.12 from 6.12.78",
        "xen-ept-X3.json, , is no release of Linux's KVM",
    })
    void whatNoKernelShowsIsRefusedWithTheReason(String file, String kernel, String why) {
        Tool.Result result = kernel == null
                ? Tool.mutex().run("export", "--c", "counterexamples/" + file)
                : Tool.mutex().run("export", "--c", "counterexamples/" + file, "--kernel", kernel);
        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(why);
    }

    @Test
    void wrongUsageIsRefused() {
        assertThat(Tool.mutex()
                        .run("export", "counterexamples/kvm/K1-linux-4.9.json")
                        .code())
                .isEqualTo(ExitCode.USAGE.number());
        assertThat(Tool.mutex()
                        .run("export", "--c", "counterexamples/kvm/K1-linux-4.9.json", "--kernel", "x")
                        .code())
                .isEqualTo(ExitCode.USAGE.number());
    }
}
