package dev.stalemate.real.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stalemate.real.kvm.LabTruth.Dump;
import dev.stalemate.real.kvm.Traces.Read;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whole runs of a real KVM: what the events say against what its page tables held, and what it did when all was built again. */
class KvmTraceLabTest {
    private final List<String> different = new ArrayList<>();
    private int leaves;
    private int verdicts;
    private int stale;

    @Test
    void linux61IsJudgedLeafByLeafAsItsOwnTablesSay() {
        compareAll("6.1-tdp", "6.1");
        assertThat(different).isEmpty();
        assertThat(List.of(leaves, verdicts, stale)).containsExactly(1142, 209, 38);
    }

    @Test
    void linux612IsJudgedLeafByLeafAsItsOwnTablesSay() {
        compareAll("6.12-tdp", "6.12.107");
        assertThat(different).isEmpty();
        assertThat(List.of(leaves, verdicts, stale)).containsExactly(397, 125, 0);
    }

    @Test
    void anotherVersionIsRecognizedByWhatItCannotHaveDone() {
        Path quirk = Traces.file("6.1-tdp/thread_quirk.trace.gz");
        for (String wrong : List.of("6.7", "6.1-no-quirk", "6.12.77", "6.16")) {
            assertThat(Traces.read(quirk, wrong).trace().differs()).as(wrong).isTrue();
        }
        assertThat(Traces.read(Traces.file("6.12-tdp/thread_quirk.trace.gz"), "6.1")
                        .trace()
                        .differs())
                .isTrue();
    }

    @Test
    void whatTheVmmThinksOfALeafIsNotLookedAt() {
        Path file = Traces.file("6.1-tdp/thread_quirk.trace.gz");
        List<String> lines = new ArrayList<>(Traces.lines(file));
        lines.addAll(100, List.of("  mtvmm-190  [000] .....  0.7: tracing_mark_write: # STALE gfn 70 had UC now WC"));
        assertThat(Traces.read(lines, "6.1").findings("stale"))
                .hasSameSizeAs(Traces.read(file, "6.1").findings("stale"));
    }

    @Test
    void aWholeBootIsExplainedAndItsFourStaleLeavesAreDated() {
        Read boot = Traces.read(Traces.file("boots/vmx-seabios-linux.trace.gz"), "6.1");
        assertThat(boot.trace().differs()).isFalse();
        assertThat(boot.trace().explained()).isEqualTo(3167);
        assertThat(byKey(boot.mark("end"))).isEqualTo(endOfBoot());
        assertThat(boot.findings("stale").stream()
                        .filter(f -> f.get("until").isNull())
                        .map(f -> f.get("gfn").asText() + " " + Traces.type(f) + " not "
                                + f.get("should").asText() + ", installed " + f.get("installed")
                                + ", stale " + f.get("line") + " as "
                                + f.get("by").asText() + ", "
                                + f.get("claim").asText()))
                .containsExactlyInAnyOrder(
                        "0x1000 WB+IPAT not WB, installed 2573, stale 2578 as vCPU 0 cleared CR0.CD, K1",
                        "0x2a00 WB+IPAT not WB, installed 2571, stale 2578 as vCPU 0 cleared CR0.CD, K1",
                        "0x4800 WB+IPAT not WB, installed 2575, stale 2578 as vCPU 0 cleared CR0.CD, K1",
                        "0x4a00 WB+IPAT not WB, installed 2577, stale 2578 as vCPU 0 cleared CR0.CD, K1");
    }

    @Test
    void aBootOnAnAmdProcessorHasNoLeavesToJudge() {
        Read boot = Traces.read(Traces.file("boots/svm-seabios-linux.trace.gz"), "6.1");
        assertThat(boot.trace().leavesInstalled()).isZero();
        assertThat(boot.trace().differs()).isFalse();
    }

    @Test
    void findingsNameTheClaimWhosePatternTheyAre() {
        Map<String, String> claims = Map.of(
                "thread_quirk", "K1",
                "huge_cd_quirk", "K1",
                "var_move_base", "K13",
                "hotplug_ncdma", "K10");
        claims.forEach((run, claim) -> {
            Read read = Traces.read(Traces.file("6.1-tdp/" + run + ".trace.gz"), "6.1");
            assertThat(read.findings("stale").stream()
                            .filter(f -> f.get("quiescent").asBoolean())
                            .map(f -> f.get("claim").asText()))
                    .as(run)
                    .isNotEmpty()
                    .containsOnly(claim);
        });
        assertThat(Traces.read(Traces.file("6.12-tdp/thread_quirk.trace.gz"), "6.12.107")
                        .findings("weaker"))
                .isNotEmpty()
                .allMatch(f -> f.get("claim").asText().equals("K12b")
                        && f.get("effect").asText().equals("weaker")
                        && f.get("breaks").asText().equals("coherence"));
    }

    private void compareAll(String directory, String version) {
        for (Path file : Traces.files(directory)) {
            String run = directory + "/" + file.getFileName().toString().replace(".trace.gz", "");
            compare(run, Traces.read(file, version));
        }
    }

    private void compare(String run, Read read) {
        if (read.trace().differs()) {
            different.add(run + ": " + read.findings("impossible"));
        }
        LabTruth truth = LabTruth.of(run);
        List<JsonNode> marks = new ArrayList<>();
        read.json().get("marks").forEach(marks::add);
        List<String> labels =
                new ArrayList<>(truth.dumps().stream().map(Dump::label).toList());
        labels.add("end");
        assertThat(marks.stream().map(m -> m.get("label").asText())).as(run).containsExactlyElementsOf(labels);
        for (int i = 0; i < truth.dumps().size(); i++) {
            Dump dump = truth.dumps().get(i);
            leaves += dump.leaves().size();
            if (!byKey(marks.get(i)).equals(dump.leaves())) {
                different.add(run + " at " + dump.label() + ": " + byKey(marks.get(i)) + ", not " + dump.leaves());
            }
            if (dump.label().equals("before") && !truth.afterwards().isEmpty()) {
                compareVerdicts(run, truth, dump, marks.get(i));
            }
        }
    }

    private void compareVerdicts(String run, LabTruth truth, Dump before, JsonNode mark) {
        for (long gfn : truth.touched()) {
            String verdict = truth.verdict(before, gfn);
            if (!verdict.equals("none")) {
                verdicts++;
                stale += verdict.equals("stale") ? 1 : 0;
                JsonNode leaf = leafAt(mark, gfn);
                List<String> own = new ArrayList<>();
                leaf.get("own").forEach(o -> own.add(Traces.type(o)));
                List<String> now =
                        truth.afterwards().stream().map(d -> d.at(gfn)).toList();
                if (!leaf.get("verdict").asText().equals(verdict) || !own.equals(now)) {
                    different.add(run + ": " + Long.toHexString(gfn) + " is " + verdict + ", now " + now + ": " + leaf);
                }
            }
        }
    }

    private static JsonNode leafAt(JsonNode mark, long gfn) {
        for (JsonNode leaf : mark.get("leaves")) {
            long first = Long.decode(leaf.get("gfn").asText());
            if (gfn >= first && gfn < first + (1L << (9 * (leaf.get("level").asInt() - 1)))) {
                return leaf;
            }
        }
        throw new IllegalArgumentException("no leaf at " + gfn);
    }

    private static Map<String, String> byKey(JsonNode mark) {
        Map<String, String> leaves = new TreeMap<>();
        for (JsonNode leaf : mark.get("leaves")) {
            String gfn = leaf.get("gfn").asText().substring(2);
            leaves.put(gfn + "/" + leaf.get("level").asInt(), Traces.type(leaf));
        }
        return leaves;
    }

    /** The tables at the end of the boot; entries with the permissions -wx only remember that a page is emulated MMIO. */
    private static Map<String, String> endOfBoot() {
        Map<String, String> leaves = new TreeMap<>();
        for (String line : Traces.lines(Traces.file("boots/vmx-seabios-linux.ept.gz"))) {
            String[] words = line.split(" ", -1);
            if ((Long.parseUnsignedLong(words[6], 16) & 7) != 6) {
                leaves.put(words[2] + "/" + words[4], words[9] + (words[11].equals("1") ? "+IPAT" : ""));
            }
        }
        return leaves;
    }
}
