package dev.stalemate.real.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stalemate.real.kvm.Timeline.Count;
import dev.stalemate.real.kvm.Timeline.LeftOut;
import dev.stalemate.real.kvm.Timeline.Sample;
import dev.stalemate.real.kvm.Timeline.What;
import dev.stalemate.real.kvm.Traces.Read;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is recorded for pictures agrees with what is found, and stays small. */
class TimelineTest {
    private static final String BEGIN =
            "tracing_mark_write: # scenario s vcpus=2 ncdma=1 quirk_cd=1 resetcr0=1 mb=16\n";
    private static final String ENTRY = "kvm_entry: vcpu 0, rip 0x1000\n";
    private static final String WB = "600000040000b37";

    @Test
    void marksCountTheLeavesThatTheJsonLists() {
        int compared = 0;
        for (Path file : Traces.all()) {
            Timeline timeline = new Timeline();
            Read read = Traces.read(String.join("\n", Traces.lines(file)) + "\n", "6.1", timeline);
            JsonNode marks = read.json().get("marks");
            assertThat(timeline.marks()).as("%s", file).hasSameSizeAs(marks);
            for (int i = 0; i < marks.size(); i++) {
                Sample mark = timeline.marks().get(i);
                assertThat(mark.mark()).isEqualTo(marks.get(i).get("label").asText());
                assertThat(mark.line()).isEqualTo(marks.get(i).get("line").asLong());
                assertThat(counts(mark)).as("%s at %s", file, mark.mark()).isEqualTo(counts(marks.get(i)));
                compared += marks.get(i).get("leaves").size();
            }
        }
        assertThat(compared).isGreaterThan(1500);
    }

    private static Map<String, Integer> counts(Sample sample) {
        return sample.counts().stream().collect(Collectors.toMap(Count::type, Count::leaves));
    }

    private static Map<String, Integer> counts(JsonNode mark) {
        Map<String, Integer> counts = new TreeMap<>();
        mark.get("leaves").forEach(leaf -> counts.merge(Traces.type(leaf), 1, Integer::sum));
        return counts;
    }

    @Test
    void theLastSampleHasTheLeavesOfTheSummary() {
        Timeline timeline = new Timeline();
        Read boot = Traces.read(
                String.join("\n", Traces.lines(Traces.file("boots/vmx-seabios-linux.trace.gz"))) + "\n",
                "6.1",
                timeline);
        Sample last = timeline.samples().get(timeline.samples().size() - 1);
        assertThat(last.line()).isEqualTo(3167);
        assertThat(boot.trace().summary())
                .anyMatch(s -> s.contains("there are "
                        + last.counts().stream().mapToInt(Count::leaves).sum() + ": "));
        assertThat(counts(last)).isEqualTo(counts(boot.mark("end")));
    }

    @Test
    void whatHappensIsToldInOrderOfItsLines() {
        Timeline timeline = read(BEGIN
                + "tracing_mark_write: # vcpu 0 reset cr0 60000010\n"
                + "kvm_entry: vcpu 0, rip 0x1000\n"
                + "kvm_cr: cr_write 0 = 0x11\n"
                + "kvm_msr: msr_write 2ff = 0x806\n"
                + "kvm_msr: msr_write 277 = 0x7040600070406\n"
                + "kvm_tdp_mmu_spte_changed: as id 0 gfn 200 level 1 old_spte 0 new_spte " + WB + "\n"
                + "kvm_mmu_prepare_zap_page: sp gen 0 gfn 400 l1 8-byte q0 direct wux nxe ad root 0 sync\n"
                + "kvm_mmu_zap_all_fast: kvm-mmu-valid-gen 0 used_pages 0\n"
                + "tracing_mark_write: # op 1 vcpu 0 unreg\n"
                + "kvm_cr: cr_write 0 = 0x40000011\n");
        assertThat(timeline.events())
                .extracting(e -> e.line() + " " + e.what().text() + " " + e.vcpu() + " " + e.cd() + " " + e.text())
                .contains(
                        "1 guest -1 false a guest begins",
                        "2 reset 0 true vCPU 0 was reset",
                        "4 cd-cleared 0 false vCPU 0 cleared CR0.CD",
                        "5 mtrr 0 false vCPU 0 wrote MTRR_DEF_TYPE (0x2ff) = 0x806",
                        "5 zap -1 false vCPU 0 wrote MTRR_DEF_TYPE (0x2ff): every leaf is zapped",
                        "6 pat 0 false vCPU 0 wrote IA32_PAT (0x277) = 0x7040600070406",
                        "8 table -1 false the page table of level 1 from gfn 0x400 goes",
                        "9 slot -1 false a memory slot goes, and every leaf with it: 1",
                        "10 device -1 false non-coherent DMA ended",
                        "11 cd-set 0 true vCPU 0 set CR0.CD");
        assertThat(timeline.events()).isSortedAccordingTo((a, b) -> Long.compare(a.line(), b.line()));
    }

    @Test
    void samplesAreEveryLineAsLongAsThereIsRoom() {
        Timeline timeline = read(BEGIN + ENTRY + installs(3));
        assertThat(timeline.every()).isEqualTo(1);
        assertThat(timeline.samples())
                .extracting(sample -> sample.line() + ": " + counts(sample))
                .containsExactly("1: {}", "2: {}", "3: {}", "4: {WB=1}", "5: {WB=2}", "6: {WB=3}");
    }

    @Test
    void aLongTraceKeepsItsTimelineSmallAndCountsTheRest() {
        int rounds = 3 * Timeline.MOST_EVENTS;
        String round = "kvm_cr: cr_write 0 = 0x40000011\nkvm_cr: cr_write 0 = 0x11\n" + ENTRY;
        Timeline timeline = read(BEGIN + ENTRY + "kvm_cr: cr_write 0 = 0x11\n" + round.repeat(rounds) + installs(2000));
        long lines = 3 + 3L * rounds + 1 + 2000;
        assertThat(timeline.samples()).hasSizeBetween(Timeline.MOST_SAMPLES / 2, Timeline.MOST_SAMPLES + 1);
        assertThat(timeline.every()).isEqualTo(16).isGreaterThan(lines / Timeline.MOST_SAMPLES);
        Sample last = timeline.samples().get(timeline.samples().size() - 1);
        assertThat(last.line()).isEqualTo(lines);
        assertThat(counts(last)).containsExactly(Map.entry("WB", 2000));
        assertThat(timeline.events()).filteredOn(e -> e.what() == What.CD_SET).hasSize(Timeline.MOST_EVENTS);
        assertThat(timeline.leftOut())
                .contains(new LeftOut(What.CD_SET, rounds - Timeline.MOST_EVENTS, 4 + 3L * Timeline.MOST_EVENTS));
        long sets = timeline.leftOut().stream()
                        .filter(left -> left.what() == What.CD_CLEARED)
                        .mapToLong(LeftOut::count)
                        .sum()
                + timeline.events().stream()
                        .filter(e -> e.what() == What.CD_CLEARED)
                        .count();
        assertThat(sets).isEqualTo(rounds + 1);
    }

    @Test
    void nothingIsRecordedUnlessItIsAskedFor() {
        Timeline none = Timeline.none();
        none.guest(1);
        none.reached(1, new Leaves());
        none.mark("m", 1, new Leaves());
        none.end(1, new Leaves());
        assertThat(List.of(none.events(), none.samples(), none.marks(), none.leftOut()))
                .allMatch(List::isEmpty);
    }

    private static String installs(int leaves) {
        StringBuilder lines = new StringBuilder("kvm_msr: msr_write 2ff = 0x806\n");
        for (int i = 0; i < leaves; i++) {
            lines.append(String.format(
                    "kvm_tdp_mmu_spte_changed: as id 0 gfn %x level 1 old_spte 0 new_spte %s%n", 0x200 + i, WB));
        }
        return lines.toString();
    }

    private static Timeline read(String text) {
        Timeline timeline = new Timeline();
        Traces.read(text, "6.1", timeline);
        return timeline;
    }
}
