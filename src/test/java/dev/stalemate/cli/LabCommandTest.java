package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.cli.session.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands of the lab where no kernel is set up, and with arguments that make no sense. */
class LabCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private Tool.Result run(String arguments) {
        String[] words = ("lab " + arguments + " --folder " + folder).split(" ", -1);
        return Tool.ofEverySystem().run(words);
    }

    @ParameterizedTest
    @CsvSource({
        "replay counterexamples, no kernel is set up: run stalemate lab setup",
        "replay counterexamples --kernel 6.1, kvm-6.1 is not set up: run stalemate lab setup kvm-6.1",
        "run, kvm-6.1 is not set up: run stalemate lab setup kvm-6.1",
        "run --kernel kvm-6.12, kvm-6.12 is not set up",
        "run --xen, xen-4.17 is not set up",
    })
    void aKernelThatIsNotSetUpIsNamed(String arguments, String says) throws IOException {
        Tool.Result result = run(arguments);
        assertThat(result.code()).isEqualTo(ExitCode.BOUND.number());
        assertThat(result.err()).contains(says);
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "run --kernel 5.10, is no kernel of the lab; there are [kvm-6.1",
        "run --sequences 0, --sequences is at least 1",
        "run counterexamples, files are for --host",
        "run --host, which counterexamples?",
        "setup debian, is no kernel of the lab",
    })
    void whatMakesNoSenseIsRefused(String arguments, String says) throws IOException {
        Tool.Result result = run(arguments);
        assertThat(result.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(result.err()).contains(says);
        assertThat(files()).isEmpty();
    }

    @Test
    void theDoctorNamesWhatIsMissingAndChangesNothing() throws IOException {
        Tool.Result result = run("doctor");
        assertThat(result.code()).isEqualTo(ExitCode.BOUND.number());
        assertThat(result.out())
                .contains(
                        "no: stalemate lab setup kvm-6.1",
                        "no: stalemate lab setup xen-4.17",
                        "images are kept in " + folder);
        assertThat(files()).isEmpty();
    }

    @Test
    void aDamagedScenarioIsNamedBeforeAnyMachineStarts() throws IOException {
        Path scenario = Files.writeString(folder.resolve("x.scn"), "scenario x\nwrmsr 2ff\nend\n");
        Tool.Result result = run("play " + scenario);
        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(result.err()).contains("x.scn:2: wrmsr takes 2 words, not 1");
    }

    @Test
    void aPatchThatIsNoneIsRefused() throws IOException {
        Path patch = Files.writeString(folder.resolve("x.patch"), "not a patch\n");
        Tool.Result result = run("setup kvm-6.1 --patch " + patch);
        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(result.err()).contains("x.patch is no patch in unified format");
    }

    /** Recorded on a real kernel; with another leaf, and without some. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x | x | 0 | 60 as in the model, 0 differ",
                "@leaf ([0-9a-f]+) 1 ([0-9a-f]+)77 | @leaf $1 1 $207 | 15 | differ, ",
                "@end .* | | 20 | 0 as in the model, 0 differ, 60 not judged to their end",
            })
    void aRunIsJudgedAgain(String line, String changed, int code, String says) throws IOException {
        Path recorded = Path.of("src/test/resources/kvm-lab");
        Files.copy(recorded.resolve("sequences.scn"), folder.resolve("sequences.scn"));
        String text = Files.readString(recorded.resolve("sequences.lab"));
        String other = text.lines()
                .map(l -> l.replaceFirst("^" + line + "$", changed == null ? "" : changed))
                .filter(l -> !l.isEmpty())
                .collect(Collectors.joining("\n", "", "\n"));
        Files.writeString(folder.resolve("recording.lab"), other);
        Tool.Result result = Tool.ofEverySystem().run("lab", "judge", folder.toString());
        assertThat(result.out()).contains(says);
        assertThat(result.code()).isEqualTo(code);
    }

    @Test
    void aFolderWithoutARunIsRefused() {
        Tool.Result result = Tool.ofEverySystem().run("lab", "judge", folder.toString());
        assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(result.err()).contains("sequences.scn");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }
}
