package dev.stalemate.lab.seen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.SavedRuns;
import dev.stalemate.lab.seen.Shown.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings as anybody may put them beside a counterexample: what is wrong with one is told, with its name. */
class RecordingsTest {
    private static final String RECORDING = "kvm-K1.linux-6.1.192.lab";

    @TempDir
    private Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void copy() throws IOException {
        file = folder.resolve("kvm-K1.json");
        Files.copy(SavedRuns.file("kvm-K1.json"), file);
    }

    private static List<String> lines() throws IOException {
        return Files.readAllLines(SavedRuns.file(RECORDING));
    }

    private List<Shown> judged() throws IOException, BadFileException {
        return List.copyOf(
                Recordings.judged(file, CounterexampleReader.read(file)).values());
    }

    private void assertRefused(String why) {
        assertThatThrownBy(this::judged)
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining(folder.resolve(RECORDING).toString())
                .hasMessageContaining(why);
    }

    /** What would wait for somebody to write into it is not opened. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whatIsNoFileIsNamed() throws Exception {
        Path recording = folder.resolve(RECORDING);
        Files.createDirectory(recording);
        assertRefused("is no file");
        Files.delete(recording);
        Files.createSymbolicLink(recording, folder.resolve("nothing"));
        assertRefused("is no file");
        Files.delete(recording);
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "there is no mkfifo");
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", recording.toString())
                        .start()
                        .waitFor())
                .isZero();
        assertRefused("is no file");
    }

    @Test
    void aLongFileIsNotReadToItsEnd() throws IOException {
        Files.write(folder.resolve(RECORDING), new byte[(1 << 20) + 1]);
        assertRefused("is longer than");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    6\\.1\\.192-3|9.9.9-3|no design was compared with linux-9.9.9
                    scenario kvm-K1|scenario x y|@scenario has 1 words, not 2
                    scenario kvm-K1|scenario \u001b[31mX|is not a name of a scenario
                    @end kvm-K1 19|@end kvm-K1 19;@scenario kvm-K1;@cr0 0 31;@end kvm-K1 0|has 2 scenarios, and not one
                    @scenario kvm-K1|@ready|stands outside of a scenario
                    maxphyaddr 40|maxphyaddr 99|no processor has a MAXPHYADDR of 99
                    @dump s2 2|@dump s2 3;@leaf 0 1 6000000029c1b07|another leaf maps the same page
                    @op .*|hello|does not begin with @
                    """)
    void whatMakesNoSenseIsRefused(String line, String changed, String why) throws IOException {
        Files.write(
                folder.resolve(RECORDING),
                String.join("\n", lines())
                        .replaceFirst(line, changed)
                        .replace(';', '\n')
                        .lines()
                        .toList());
        assertRefused(why);
    }

    @Test
    void aKernelWithoutADesignIsToldBeforeAnythingIsPlayed() {
        assertThatThrownBy(() -> new KvmShower(List.of("@machine kernel 9.9.9")))
                .isInstanceOf(BadFileException.class)
                .hasMessageStartingWith("the boot: no design was compared with linux-9.9.9");
    }

    /** kvm-K1.K10.json is another counterexample, whose recordings begin alike. */
    @ParameterizedTest
    @CsvSource({
        "kvm-K1.K10.linux-6.1.192.lab,0",
        "kvm-K1.linux-.lab,0",
        "kvm-K1.lab,0",
        "kvm-K1.linux-6.1.192.lab,1",
        "kvm-K1.linux-6.1.0-57-cloud-amd64.lab,1"
    })
    void onlyARecordingOfAKernelIsItsOwn(String name, int own) throws Exception {
        Files.write(folder.resolve(name), lines());
        assertThat(Recordings.beside(file)).hasSize(own);
    }

    @Test
    void filesOfTheSameNameInTwoFoldersAreTwoScenarios() throws Exception {
        Counterexample saved = CounterexampleReader.read(file);
        List<String> boot =
                lines().stream().filter(l -> l.startsWith("@machine ")).toList();
        KvmShower shower = new KvmShower(boot);
        String first = Recordings.scenario("a/kvm-K1.json", 0);
        String second = Recordings.scenario("b/kvm-K1.json", 1);
        shower.add(first, "a/kvm-K1.json", saved);
        shower.add(second, "b/kvm-K1.json", saved);
        assertThatThrownBy(() -> shower.add(first, "c/kvm-K1.json", saved))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is a scenario kvm-K1-0 already");

        List<String> said =
                lines().stream().skip(1).map(l -> l.replace("kvm-K1", second)).toList();
        assertThat(shower.judge("the machine", said))
                .extracting(Shown::file, Shown::outcome)
                .containsExactly(tuple("a/kvm-K1.json", Outcome.LOST), tuple("b/kvm-K1.json", Outcome.SEEN));
    }

    @Test
    void aLineThatDoesNotFitLosesItsCounterexampleAlone() throws Exception {
        Counterexample saved = CounterexampleReader.read(file);
        KvmShower shower = new KvmShower(
                lines().stream().filter(l -> l.startsWith("@machine ")).toList());
        shower.add("a", "a.json", saved);
        shower.add("kvm-K1", "b.json", saved);
        String said = "@scenario a\nBUG\n" + String.join("\n", lines().subList(1, lines().size()));
        List<Shown> shown = shower.judge("the machine", said.lines().toList());
        assertThat(shown).extracting(Shown::outcome).containsExactly(Outcome.LOST, Outcome.SEEN);
        assertThat(shown.get(0).says()).contains("the machine:2: does not begin with @");
    }

    @Test
    void namesOfScenariosAreShortAndTheirOwn() {
        String longer = "x".repeat(100) + ".json";
        assertThat(Recordings.scenario("a/" + longer, 7)).isEqualTo("x".repeat(40) + "-7");
        assertThat(Recordings.scenario("a/b c.json", 12)).isEqualTo("b-c-12");
        assertThat(Recordings.scenario("a/b-c.json", 13)).isEqualTo("b-c-13");
    }
}
