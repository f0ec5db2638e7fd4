package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proofs, from the command line, as far as no solver is asked. */
class ProveCommandTest {
    @TempDir
    private Path directory = Path.of("");

    private final Tool tool = Tool.ofEverySystem();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "K99 | no claim or system 'K99'; did you mean K9 or K19?",
                "kvn | no claim or system 'kvn'; did you mean kvm or K6n or K8n?",
                "kvm/linux-6.99 | there is no linux-6.99",
                "my-patch.c | my-patch.c can't be proved: a proof is about the bytecode of a design that comes with the tool",
                "memory-data | memory-data has no claim with a proof",
                "kvm/vm-copy --like K3 | --like K3: K3 can't be proved",
                "kvm/vm-copy --like X1 | --like X1: ",
                "H18d --like K12 | --like K12 proves a design, such as kvm/vm-copy, as K12 is proved; H18d is none",
                "--like K12 | --like K12 needs a design to prove",
                "H18d --solvers , | --solvers , has an empty name",
                "H18d --solvers z3,,cvc5 | --solvers z3,,cvc5 has an empty name",
                "--list --solvers z3 | --solvers means nothing with --list",
                "--list --like K12 | --like means nothing with --list",
                "resolver --mutants | --mutants means nothing with resolver",
                "--check proofs --save x | --save means nothing with --check",
                "--check proofs --list | --check means nothing with --list",
                "resolver kvm-range --certificate target | a certificate has all statements: leave out kvm-range",
                "K3 --max-time 0 | --max-time and --samples need something positive",
                "K3 --max-time soon | 'soon' is not a time such as 30s, 5m or 1h",
                "resolver no-such-statement | there is no statement 'no-such-statement'",
            })
    void aMistakeIsNamed(String arguments, String says) {
        List<String> words = List.of(("prove " + arguments).split(" ", -1));
        Tool.Result result = tool.run(words.toArray(String[]::new));
        assertThat(result.code()).as(result.err()).isEqualTo(64);
        assertThat(result.err()).contains(says);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void aClaimThatCantBeProvedIsSaidWithTheReason() {
        Map<String, String> says = Map.of(
                "K3", "K3 can't be proved: it is violated within its scope; see check K3",
                "K6d", "K6d holds up to its scope, and has no proof beyond it: The scope has something",
                "R2", "prove resolver proves what one entry may map");
        says.forEach((id, why) -> {
            Tool.Result result = tool.run("prove", id);
            assertThat(result.code()).as(id).isEqualTo(20);
            assertThat(result.err()).contains(why);
            assertThat(result.out()).isEmpty();
        });
    }

    @Test
    void aFileOfAnotherKindIsNotWrittenOver() throws IOException {
        Path file = directory.resolve("notes.json");
        Files.writeString(file, "my notes");
        Tool.Result result = tool.run("prove", "K3", "--json", file.toString());
        assertThat(result.code()).isEqualTo(64);
        assertThat(result.err()).contains("the file exists and isn't JSON of this verb");
        assertThat(Files.readString(file)).isEqualTo("my notes");
    }

    @Test
    void helpIsThere() {
        Tool.Result result = tool.run("prove", "--help");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("every frame, every vCPU count and every register value", "--certificate");
    }
}
