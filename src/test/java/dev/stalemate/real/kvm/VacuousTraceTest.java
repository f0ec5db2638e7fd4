package dev.stalemate.real.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stalemate.real.Mutations;
import dev.stalemate.real.kvm.Traces.Read;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where no leaf was judged, nothing is said to be right. */
class VacuousTraceTest {
    private static final int MUTATIONS = 2000;

    private static String version(Path trace) {
        return trace.toString().contains("6.12") ? "6.12.107" : "6.1";
    }

    private static List<Path> lab() {
        List<Path> all = new ArrayList<>(Traces.files("6.1-tdp"));
        all.addAll(Traces.files("6.12-tdp"));
        return all;
    }

    @Test
    void aTraceWithoutTheEventsOfItsLeavesIsVacuous() {
        for (Path trace : lab()) {
            List<String> lines = Traces.lines(trace);
            assertThat(Traces.read(lines, version(trace)).trace().isVacuous())
                    .as(trace.toString())
                    .isFalse();
            List<String> without =
                    lines.stream().filter(l -> !l.contains("spte")).toList();
            Read read = Traces.read(without, version(trace));
            assertThat(read.trace().isVacuous()).as(trace.toString()).isTrue();
            assertThat(read.trace().summary()).contains("no leaf was installed, so none was judged");
        }
    }

    /** Leaves are there, and what they should be depends on MTRRs whose writes were not recorded. */
    @ParameterizedTest
    @ValueSource(strings = {"bad_pat", "deftype_change", "fixed_all", "gen_1_005", "gen_1_098"})
    void aTraceThatDoesNotTellWhatItsLeavesShouldBeIsVacuous(String name) {
        List<String> lines = Traces.lines(Traces.file("6.1-tdp/" + name + ".trace.gz")).stream()
                .filter(l -> !l.contains("kvm_msr") && !l.contains("# scenario") && !l.contains("# vcpu"))
                .map(l -> l.replace("rip 0xfff0", "rip 0x1000"))
                .toList();
        Read read = Traces.read(lines, "6.1");
        assertThat(read.trace().differs()).isFalse();
        assertThat(read.trace().leavesInstalled()).isPositive();
        assertThat(read.trace().isVacuous()).isTrue();
        assertThat(read.trace().summary())
                .anyMatch(says ->
                        says.endsWith("installed, and none was judged, because it is not known what they should be"));
    }

    /** Whatever is damaged: where it is said that all is explained, and leaves are left at marks, it is known of some what they should be. */
    @Test
    void noDamagedTraceThatPassesIsVacuous() {
        int passed = 0;
        for (int n = 0; n < MUTATIONS; n++) {
            Path trace = lab().get(n % lab().size());
            SplittableRandom random = new SplittableRandom(n);
            String text = String.join("\n", Traces.lines(trace)) + "\n";
            for (int times = 1 + random.nextInt(3); times > 0; times--) {
                text = Mutations.mutate(text, random);
            }
            if (!text.contains("kvm")) {
                continue;
            }
            Read read = Traces.read(text, version(trace));
            KvmTrace judged = read.trace();
            if (!judged.differs() && judged.lost() == 0 && !judged.hasFindings() && !judged.isVacuous()) {
                passed++;
                int[] known = known(read);
                assertThat(known[0] > 0 || known[1] == 0)
                        .as(trace + ", seed " + n)
                        .isTrue();
            }
        }
        assertThat(passed).isBetween(MUTATIONS / 20, MUTATIONS);
    }

    /** How many leaves are known at marks, and how many there are. */
    private static int[] known(Read read) {
        int[] known = new int[2];
        for (JsonNode mark : read.json().get("marks")) {
            for (JsonNode leaf : mark.get("leaves")) {
                known[0] += leaf.get("verdict").asText().equals("unknown") ? 0 : 1;
                known[1]++;
            }
        }
        return known;
    }
}
