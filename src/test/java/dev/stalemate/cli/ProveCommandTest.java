package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
                "K3 | K3 can't be proved: it is violated up to its scope",
                "kvm/linux-6.99 | there is no linux-6.99",
                "my-patch.c | my-patch.c can't be proved: a proof is about the bytecode of a design that comes with the tool",
                "memory-data | memory-data has no claim with a proof",
                "kvm/vm-copy --like K3 | --like K3: K3 can't be proved",
                "kvm/vm-copy --like X1 | --like X1: ",
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
