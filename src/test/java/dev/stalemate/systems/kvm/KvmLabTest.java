package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Outcome;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The model against recorded runs of a real KVM: after each dump every leaf is there or not, of the same type, size and IPAT. */
class KvmLabTest {
    @Test
    void linux61HasTheLeavesThatTheModelHas() throws Exception {
        Totals totals = replay("6.1-tdp", KvmLabTest::linux61);
        assertThat(totals.different).isEmpty();
        assertThat(totals)
                .hasToString(
                        "51 runs, 152 dumps: 996 leaves, 503 pages without one; 38 zaps of a leaf refused for want of a mask");
    }

    @Test
    void linux612HasTheLeavesThatTheModelHas() throws Exception {
        Totals totals = replay("6.12-tdp", run -> KvmDesigns.LINUX_6_16);
        assertThat(totals.different).isEmpty();
        assertThat(totals)
                .hasToString(
                        "13 runs, 40 dumps: 359 leaves, 42 pages without one; 0 zaps of a leaf refused for want of a mask");
    }

    @Test
    void anotherVersionIsRecognized() throws Exception {
        for (KvmDesign wrong : List.of(KvmDesigns.LINUX_6_7, KvmDesigns.ZAP_ALL, KvmDesigns.LINUX_6_11)) {
            assertThat(replay("6.1-tdp", run -> wrong).different)
                    .as(wrong.name())
                    .isNotEmpty();
        }
        assertThat(replay("6.12-tdp", KvmLabTest::linux61).different).isNotEmpty();
    }

    /** Finding K5b: the thread has these pages rebuilt as UC, since disabling the MTRRs zaps; but the quirk comes before the MTRRs. */
    @Test
    void pagesTouchedWithCachingAndMtrrsOffAreWriteBackInLinux61AndInTheModel() throws IOException {
        LabRun real = LabRun.read("6.1-tdp/thread_quirk");
        LabRun.Dump zapped = real.dump("mtrr-disabled");
        LabRun.Dump touched = real.dump("mtrr-disabled-touched");
        assertThat(List.of(zapped.at(0x80000), zapped.at(0x81000))).containsOnly("none");
        assertThat(List.of(touched.at(0x80000), touched.at(0x81000))).containsOnly("WB+IPAT");

        Claim claim = KvmChecks.claim("K5b");
        Outcome outcome = KvmChecks.decide(claim);
        assertThat(outcome.verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(outcome.steps())
                .hasToString("[set-cd vcpu=0, wrmsr vcpu=0 msr=0x2ff value=0x0, touch vcpu=0 gpa=0x0]");
        Trace trace = Trace.replay(claim.model(), outcome.steps());
        assertThat(claim.model().layout().describe(trace.end())).containsEntry("ept[0x0]", "WB+IPAT");
    }

    private static Totals replay(String directory, Function<LabRun, KvmDesign> design)
            throws IOException, URISyntaxException {
        Totals totals = new Totals();
        for (String name : names(directory)) {
            LabRun run = LabRun.read(directory + "/" + name);
            totals.add(LabReplay.of(run, design.apply(run)));
        }
        return totals;
    }

    private static KvmDesign linux61(LabRun run) {
        return run.on("quirk_cd") ? KvmDesigns.LINUX_6_0 : KvmDesigns.LINUX_6_0_NO_QUIRK;
    }

    private static List<String> names(String directory) throws IOException, URISyntaxException {
        Path path = Path.of(Objects.requireNonNull(KvmLabTest.class.getResource("/kvm-lab/" + directory))
                .toURI());
        try (Stream<Path> files = Files.list(path)) {
            return files.map(f -> f.getFileName().toString().replace(".txt", ""))
                    .sorted()
                    .toList();
        }
    }

    private static final class Totals {
        final List<String> different = new ArrayList<>();
        private int runs;
        private int dumps;
        private int leaves;
        private int absent;
        private int refusedZaps;

        void add(List<LabReplay> replays) {
            runs++;
            dumps += replays.get(0).dumps;
            for (LabReplay replay : replays) {
                different.addAll(replay.different);
                leaves += replay.leaves;
                absent += replay.absent;
                refusedZaps += replay.refusedZaps;
            }
        }

        @Override
        public String toString() {
            return runs + " runs, " + dumps + " dumps: " + leaves + " leaves, " + absent + " pages without one; "
                    + refusedZaps + " zaps of a leaf refused for want of a mask";
        }
    }
}
