package dev.stalemate.lab.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stalemate.counterexample.BadFileException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a machine says: read as it is, and refused where a line does not fit. */
class KvmRecordingReaderTest {
    private static final String BEGIN =
            """
            @machine kernel 6.1.0-50-amd64
            @machine version #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-1 (2026-11-02)
            @machine maxphyaddr 40
            @machine parameter eager_page_split Y
            @ready
            @scenario a
            @cr0 0 60000031
            """;

    @Test
    void everyFactIsRead() throws BadFileException {
        KvmRecording all = KvmRecordingReader.read(
                "file",
                BEGIN
                        + """
                        @refused quirk 22
                        @op 1 vcpu 0 wrmsr 277 2
                        @gp
                        @op 2 vcpu 0 rdmsr 2ff
                        @value c06
                        @op 3 vcpu 0 collapse 200000
                        @refused collapse 22
                        @op 4 vcpu 0 touch 80000 1
                        @exit 8
                        @dump d 3
                        @leaf 80 1 600000029bcb77
                        @leaf fe000 1 6
                        @leaf 200 2 600000029bc8b7
                        @end a 4
                        @trace one line
                        @done
                        """);
        RealKernel kernel = all.kernel();
        assertThat(kernel.release()).isEqualTo("6.1.192");
        assertThat(kernel.maxPhyAddr()).isEqualTo(40);
        assertThat(kernel.facts()).containsEntry("eager_page_split", "Y");
        assertThat(kernel.known().designs().range()).isEqualTo("Linux 6.0 and 6.1");
        KvmRun run = all.runs().get(0);
        assertThat(run.cr0()).containsEntry(0, 0x60000031L);
        assertThat(run.ended()).isTrue();
        assertThat(run.refused()).hasToString("[Refusal[what=quirk, errno=22]]");
        assertThat(run.taken().get(0).fault()).isTrue();
        assertThat(run.taken().get(1).value()).isEqualTo(0xc06);
        assertThat(run.taken().get(2).refused()).hasToString("[Refusal[what=collapse, errno=22]]");
        assertThat(run.taken().get(3).exit()).isEqualTo(8);
        assertThat(run.dumps().get(0).leaves().stream().map(KvmRun.Leaf::text)).containsExactly("WB+IPAT", "WB large");
        assertThat(run.dumps().get(0).at(0x3ff000)).isNotNull();
        assertThat(run.trace()).containsExactly("one line");
    }

    @Test
    void aRunThatIsCutShortIsNotWhole() throws BadFileException {
        String cut = BEGIN + "@op 1 vcpu 0 wbinvd\n@dump d 2\n@leaf 80 1 600000029bcb77\n";
        KvmRun run = KvmRecordingReader.read("file", cut).runs().get(0);
        assertThat(run.ended()).isFalse();
        assertThat(run.dumps()).isEmpty();
        KvmRun killed = KvmRecordingReader.read("file", cut + "@died KVM_RUN 5\n@killed 0\n@scenario b\n@end b 0\n")
                .runs()
                .get(0);
        assertThat(killed.ended()).isFalse();
        assertThat(killed.failure()).isEqualTo("died KVM_RUN 5, killed 0");
        assertThat(killed.taken()).hasSize(1);
    }

    /** Whether an operation was done is not known until the machine says something else. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''", "@gp;", "@died KVM_RUN 5;", "@lost a it ended;", "@killed 14;"})
    void anOperationThatIsCutIsNotTaken(String more) throws BadFileException {
        String text = BEGIN + "@op 1 vcpu 0 wbinvd\n@dump d 0\n@op 2 vcpu 0 wrmsr 2ff 0\n" + more.replace(';', '\n');
        KvmRun run = KvmRecordingReader.read("file", text).runs().get(0);
        assertThat(run.ended()).isFalse();
        assertThat(run.taken()).hasSize(2);
    }

    @Test
    void aMachineThatIsLostBeforeAScenarioBeginsLosesThatOneAlone() throws BadFileException {
        KvmRecording all = KvmRecordingReader.read("file", "@ready\n@lost b it ended\n@scenario c\n@end c 0\n");
        assertThat(all.runs().stream().map(run -> run.name() + " " + run.ended() + " " + run.failure()))
                .containsExactly("b false lost b it ended", "c true ");
        all = KvmRecordingReader.read("file", "@scenario a\n@end a 0\n@lost b it ended\n");
        assertThat(all.runs().stream().map(run -> run.name() + " " + run.ended()))
                .containsExactly("a true", "b false");
    }

    @Test
    void aLineThatDoesNotFitSpoilsItsScenarioAlone() {
        List<KvmRun> runs = new ArrayList<>();
        LenientReader reader = new LenientReader("file", runs::add);
        String text =
                """
                @scenario a
                @end a 0
                @scenario b
                BUG: hello
                @end b 0
                @scenario c
                @end c 0
                noise
                @scenario d
                @op x
                @lost d it ended
                @scenario e
                @op x
                @lost f it ended
                """;
        text.lines().forEach(reader::line);
        reader.finish();
        assertThat(runs.stream().map(run -> run.name() + " " + run.ended() + " " + run.failure()))
                .containsExactly(
                        "a true ",
                        "b false file:4: does not begin with @",
                        "c true ",
                        "d false file:10: an operation is: @op N vcpu V WORDS",
                        "e false file:13: an operation is: @op N vcpu V WORDS",
                        "f false lost f it ended");
        assertThat(reader.problems()).containsExactly("file:8: does not begin with @");
    }

    @Test
    void noProcessorHasSuchAWidth() {
        assertThatExceptionOfType(BadFileException.class)
                .isThrownBy(() -> KvmRecordingReader.read("file", "@machine maxphyaddr 99\n"))
                .withMessage("file:1: no processor has a MAXPHYADDR of 99");
    }

    @Test
    void aKernelThatIsTooNewIsJudgedByTheLastOneThatWasCompared() throws BadFileException {
        RealKernel newer = KvmRecordingReader.read("file", BEGIN.replace("6.1.192", "6.1.199"))
                .kernel();
        assertThat(newer.known().compared()).isEqualTo("6.1.192");
        RealKernel older = KvmRecordingReader.read("file", BEGIN.replace("6.1.192", "3.2.1"))
                .kernel();
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(older::known);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    hello|does not begin with @
                    @machine kernel 6.2|the machine's kernel was 6.1.0-50-amd64 before, and is 6.2
                    @hello|'@hello' is no fact before an operation
                    @op 2 vcpu 0 wbinvd|operation 1 is missing
                    @op 1 vcpu 0 jump|there is no operation 'jump'
                    @op 1 0 wbinvd|an operation is: @op N vcpu V WORDS
                    @op 1 vcpu 0 wbinvd;@hello|there is no fact '@hello'
                    @op 1 vcpu 0 wbinvd;@value xyz|'xyz' is not a hex number
                    @dump d|@dump has 2 words, not 1
                    @dump d 0;@leaf 80 1 77|the dump has one leaf too many
                    @dump d 2;@leaf 80 1 77;@end a 0|the dump lacks 1 leaves
                    @dump d 1;@leaf 80 4 77|there is no such leaf
                    @dump d 1;@leaf 80 2 b7|a leaf of level 2 does not begin there
                    @dump d 2;@leaf 80 1 37;@leaf 80 1 77|another leaf maps the same page
                    @dump d 2;@leaf 200 2 b7;@leaf 3ff 1 77|another leaf maps the same page
                    @dump d 2;@leaf 3ff 1 77;@leaf 200 2 b7|another leaf maps the same page
                    @lost x/y it ended|'x/y' is not a name of a scenario
                    @dump d 1;@leaf 80 2 37|0x37 is no leaf of level 2
                    @end b 0|the end is not that of a after 0 operations
                    @end a 1|the end is not that of a after 0 operations
                    @end a 0;@op 1 vcpu 0 wbinvd|'@op' comes after the end of a
                    @done;@gp|'@gp' stands outside of a scenario
                    """)
    void aLineThatDoesNotFitIsTold(String lines, String says) {
        String text = BEGIN + lines.replace(';', '\n');
        int line = (int) text.lines().count();
        assertThatExceptionOfType(BadFileException.class)
                .isThrownBy(() -> KvmRecordingReader.read("file", text))
                .withMessage("file:" + line + ": " + says);
    }
}
