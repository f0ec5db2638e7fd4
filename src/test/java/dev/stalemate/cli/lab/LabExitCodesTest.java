package dev.stalemate.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stalemate.cli.Schemas;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.Surroundings;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.SavedRuns;
import dev.stalemate.lab.campaign.PatchComparison;
import dev.stalemate.lab.judge.KvmRun;
import dev.stalemate.lab.judge.KvmRun.Leaf;
import dev.stalemate.lab.judge.KvmRun.Taken;
import dev.stalemate.lab.judge.ModelMachine;
import dev.stalemate.lab.judge.RealKernel;
import dev.stalemate.lab.judge.Recorded;
import dev.stalemate.lab.machine.BadPatchException;
import dev.stalemate.lab.machine.DebianKernel;
import dev.stalemate.lab.machine.FakeImage;
import dev.stalemate.lab.machine.KernelPatch;
import dev.stalemate.lab.machine.LabFolder;
import dev.stalemate.lab.scenario.KvmScenario;
import dev.stalemate.lab.scenario.Sequences;
import dev.stalemate.lab.xen.XenScenario;
import dev.stalemate.lab.xen.XenSequences;
import dev.stalemate.real.xen.XenImitation;
import dev.stalemate.systems.Systems;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** How the commands of the lab end, by what the machine says; a program of the shell is the emulator. */
class LabExitCodesTest {
    private static final RealKernel KERNEL = Recorded.of("6.1").kernel();

    @TempDir
    private Path home = Path.of("");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void hasShell() {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no shell");
    }

    private int run(String arguments) throws IOException {
        Session session = new Session(
                Systems.catalogue(),
                new ByteArrayInputStream(new byte[0]),
                out,
                err,
                Session.Terminal.NONE,
                () -> 0,
                new Surroundings("stalemate", home.resolve("state"), Map.of()));
        CommandLine lab = LabCommand.with(session, FakeImage::setup);
        lab.setExecutionExceptionHandler((e, command, parsed) -> {
            session.complain(String.valueOf(e.getMessage()));
            return e instanceof Failure failure
                    ? failure.code().number()
                    : e instanceof BadFileException ? ExitCode.BAD_INPUT.number() : ExitCode.INTERNAL.number();
        });
        Path json = home.resolve("result.json");
        int code = lab.execute((arguments + " --folder " + home + " --json " + json).split(" ", -1));
        session.out().flush();
        session.err().flush();
        if (Files.isRegularFile(json)) {
            Schemas.check("lab-" + arguments.replaceFirst(" .*", ""), Files.readString(json));
        }
        return code;
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    private void image(DebianKernel kernel, @Nullable KernelPatch patch, List<String> lines) throws IOException {
        FakeImage.make(new LabFolder(home), kernel, patch, lines);
    }

    /** Each line that matches, changed; without those that become empty. */
    private static List<String> changed(List<String> lines, @Nullable String line, @Nullable String other) {
        return line == null
                ? lines
                : lines.stream()
                        .map(l -> l.replaceFirst("^" + line + "$", other == null ? "" : other))
                        .flatMap(l -> l.lines())
                        .filter(l -> !l.isEmpty())
                        .toList();
    }

    private static List<KvmScenario> sequences(int count) {
        return new Sequences(1, KERNEL.maxPhyAddr(), KERNEL.known().designs().quirkOn()).some(0, count);
    }

    /** What a machine says that does what the kernel's designs do. */
    private static List<String> kvm(List<KvmScenario> scenarios) {
        List<String> lines = new ArrayList<>(boot());
        new ModelMachine(KERNEL, KERNEL.known()).play(scenarios).forEach(run -> write(run, lines));
        return lines;
    }

    private static List<String> boot() {
        return List.of(
                "@machine kernel 6.1.0-57-cloud-amd64",
                "@machine version #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-3 (2026-11-26)",
                "@machine maxphyaddr " + KERNEL.maxPhyAddr(),
                "@machine tdp_mmu Y");
    }

    private static void write(KvmRun run, List<String> lines) {
        lines.add("@scenario " + run.name());
        run.cr0().forEach((vcpu, value) -> lines.add("@cr0 " + vcpu + " " + Long.toHexString(value)));
        int ops = 0;
        for (Taken taken : run.taken()) {
            if (taken.op().isDump()) {
                lines.add("@dump " + taken.op().label() + " " + taken.leaves().size());
            } else {
                lines.add("@op " + ++ops + " vcpu " + taken.op().vcpu() + " "
                        + taken.op().text());
            }
            if (taken.fault()) {
                lines.add("@gp");
            }
            Long value = taken.value();
            if (value != null) {
                lines.add("@value " + Long.toHexString(value));
            }
            taken.refused().forEach(r -> lines.add("@refused " + r.what() + " " + r.errno()));
            for (Leaf leaf : taken.leaves()) {
                lines.add("@leaf " + Long.toHexString(leaf.gfn()) + " " + leaf.level() + " "
                        + Long.toHexString(leaf.spte()));
            }
        }
        lines.add("@end " + run.name() + " " + ops);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                " | | 0 | 3 as in the model, 0 differ",
                "@leaf ([0-9a-f]+) 1 ([0-9a-f]*)[37]7 | @leaf $1 1 $207 | 15 | differ, ",
                "@end .* | | 20 | 0 as in the model, 0 differ, 3 not judged to their end",
                "@(machine tdp_mmu) Y | @$1 N | 20 | 0 as in the model, 0 differ, 3 not judged to their end",
                "@[^m].* | | 20 | 0 as in the model",
            })
    void aRunOfSequences(String line, String other, int code, String says) throws IOException {
        image(DebianKernel.KVM_6_1, null, changed(kvm(sequences(3)), line, other));
        assertThat(run("run --sequences 3 --seed 1 --no-shrink")).as(printed()).isEqualTo(code);
        assertThat(printed()).contains(says);
    }

    private static List<String> xen(String design) {
        List<String> lines = new ArrayList<>();
        XenImitation xen = new XenImitation(design, lines::add).begin("4.17.7");
        for (XenScenario scenario : new XenSequences(1).first(2)) {
            xen.play(scenario.name(), scenario.commands());
        }
        return lines;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4.17.7 | | | 0 | as the model says: 2",
                "xen-4.16.4 | | | 15 | differs from the model: ",
                "4.17.7 | @end .* | | 20 | ended early: ",
                "4.17.7 | @step # trace.* | @noise | 20 | no line of the lab: @noise",
                "4.17.7 | (@step +[0-9]+ )create A 1(.*) | $1create A 2$2 | 20 | and the scenario has 'create A 1'",
                "4.17.7 | @[^m].* | | 20 | no leaf was compared",
            })
    void aRunOfSequencesOnXen(String design, String line, String other, int code, String says) throws IOException {
        image(DebianKernel.XEN_4_17, null, changed(xen(design), line, other));
        assertThat(run("run --xen --sequences 2 --seed 1 --no-shrink"))
                .as(printed())
                .isEqualTo(code);
        assertThat(printed()).contains(says);
    }

    /** What was recorded of a counterexample, as if it were played now. */
    private static List<String> recorded(String name, String kernel) throws IOException {
        List<String> lines =
                Files.readAllLines(SavedRuns.file(name + "." + kernel + ".lab"), StandardCharsets.ISO_8859_1);
        return changed(lines.subList(1, lines.size()), "@(scenario|end) [^ ]+(.*)", "@$1 " + name + "-0$2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kvm-K1 | KVM_6_1 | linux-6.1.192 | | | 0 | SEEN",
                "kvm-K1 | KVM_6_1 | linux-6.1.192 | @leaf 0 1 (.*)77 | @leaf 0 1 $107 | 15 | DIFFERS",
                "kvm-K1 | KVM_6_1 | linux-6.1.192 | @end .* | | 20 | LOST",
                "xen-ept-X5c | XEN_4_17 | xen-4.17.7 | | | 0 | SEEN",
                "xen-ept-X5c | XEN_4_17 | xen-4.17.7 | (@text .*)WB! | $1UC! | 15 | DIFFERS",
                "xen-ept-X5c | XEN_4_17 | xen-4.17.7 | @end .* | | 20 | LOST",
                "xen-ept-X5c | KVM_6_1 | linux-6.1.192 | | | 14 | ",
            })
    void aReplay(
            String name, DebianKernel on, String kernel, String line, String other, int code, @Nullable String outcome)
            throws IOException {
        Path file = Files.copy(SavedRuns.file(name + ".json"), home.resolve(name + ".json"));
        List<String> said = outcome == null ? boot() : recorded(name, kernel);
        image(on, null, changed(said, line, other));
        Path kept = home.resolve(name + "." + kernel + ".lab");
        assertThat(run("replay " + file)).as(printed()).isEqualTo(code);
        assertThat(Files.exists(kept)).isEqualTo(code == 0);
        // One of an earlier run stays, and if this one differs, that is said.
        Files.writeString(kept, "of an earlier run");
        assertThat(run("replay " + file)).isEqualTo(code);
        assertThat(Files.readString(kept).equals("of an earlier run")).isEqualTo(code != 0);
        assertThat(err.toString(StandardCharsets.UTF_8).contains("is of an earlier run"))
                .isEqualTo(code == ExitCode.DIFFERS.number());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                " | | | 0 | 4 sequences compared, 0 left out",
                "after | @leaf ([0-9a-f]+) 1 ([0-9a-f]*)77 | @leaf $1 1 $207 | 12 | is new",
                "before | (@op 9 .*) | $1\\n@exit 9 | 15 | the first that differs",
                "after | @end .* | | 14 | 0 sequences compared, 4 left out",
                "after | @end [^ ]+_0_.* | | 20 | 3 sequences compared, 1 left out",
                "after | (@op [0-9]+ vcpu [0-9] [^wch].*) | $1\\n@exit 9 | 14 | 0 sequences compared",
            })
    void aPatchedKernel(String side, String line, String other, int code, String says)
            throws IOException, BadPatchException {
        Path file = Files.writeString(home.resolve("x.patch"), "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n");
        List<KvmScenario> scenarios =
                sequences(4).stream().map(PatchComparison::dumpedAlways).toList();
        String lines = other == null ? null : other.replace("\\n", "\n");
        List<String> said = kvm(scenarios);
        image(DebianKernel.KVM_6_1, null, "before".equals(side) ? changed(said, line, lines) : said);
        image(DebianKernel.KVM_6_1, KernelPatch.read(file), "after".equals(side) ? changed(said, line, lines) : said);
        assertThat(run("kvm --sequences 4 --seed 1 --patch " + file))
                .as(printed())
                .isEqualTo(code);
        assertThat(printed()).contains(says);
    }

    /** A scenario without a dump. */
    @Test
    void aRunWithoutADumpIsVacuous() throws IOException {
        Files.writeString(home.resolve("sequences.scn"), "scenario a\ntouch 0 1\nend\n");
        List<String> lines = new ArrayList<>(boot());
        lines.addAll(List.of("@scenario a", "@cr0 0 31", "@op 1 vcpu 0 touch 0 1", "@end a 1"));
        Files.write(home.resolve("recording.lab"), lines);
        assertThat(run("judge " + home)).as(printed()).isEqualTo(ExitCode.VACUOUS.number());
    }

    @ParameterizedTest
    @CsvSource({
        "OK, OK, false, OK",
        "OK, DIFFERS, false, DIFFERS",
        "OK, VACUOUS, false, OK",
        "OK, BOUND, false, BOUND",
        "BOUND, DIFFERS, false, DIFFERS",
        "VACUOUS, VACUOUS, false, VACUOUS",
        "VACUOUS, BOUND, false, BOUND",
        "OK, OK, true, BOUND",
    })
    void runsOnTheHost(ExitCode one, ExitCode other, boolean interrupted, ExitCode code) {
        assertThat(Stream.of(List.of(one, other), List.of(other, one))
                        .map(codes -> HostRuns.code(ExitCode.OK, codes, interrupted)))
                .containsOnly(code);
        assertThat(HostRuns.code(ExitCode.BAD_INPUT, List.of(one, other), interrupted))
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(HostRuns.code(ExitCode.OK, List.of(), interrupted))
                .isEqualTo(interrupted ? ExitCode.BOUND : ExitCode.VACUOUS);
    }
}
