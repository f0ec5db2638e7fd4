package dev.stalemate.real.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stalemate.lab.judge.KvmJudge;
import dev.stalemate.lab.judge.KvmRun;
import dev.stalemate.lab.judge.KvmVerdict;
import dev.stalemate.lab.judge.Recorded;
import dev.stalemate.lab.judge.WrongLeaf;
import dev.stalemate.real.kvm.Traces.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A run of the lab whose trace was recorded, too: judged by its events alone, the same leaves are stale as by its dumps. */
class LabTraceTest {
    private static final String CODE = "0xf00";
    private static final Recorded RECORDED = Recorded.of("traced");

    @Test
    void aTraceSaysOfEachDumpWhatThePageTablesSay() {
        for (int i = 0; i < RECORDED.runs().size(); i++) {
            KvmRun run = RECORDED.runs().get(i);
            KvmVerdict verdict =
                    new KvmJudge(RECORDED.kernel()).judge(RECORDED.scenarios().get(i), run);
            assertThat(verdict.conforms()).as(verdict.says()).isTrue();
            Read read = Traces.read(run.trace(), "6.1");
            assertThat(read.trace().differs()).isFalse();
            List<JsonNode> marks = new ArrayList<>();
            read.json().get("marks").forEach(marks::add);
            List<String> labels = run.dumps().stream().map(d -> d.op().label()).toList();
            assertThat(marks.stream().map(m -> m.get("label").asText()).limit(labels.size()))
                    .containsExactlyElementsOf(labels);
            for (int m = 0; m < labels.size(); m++) {
                assertThat(stale(marks.get(m))).isEqualTo(stale(verdict, labels.get(m)));
            }
            assertThat(stale(verdict, labels.get(labels.size() - 1))).isNotEmpty();
        }
    }

    private static Set<String> stale(JsonNode mark) {
        Set<String> stale = new TreeSet<>();
        for (JsonNode leaf : mark.get("leaves")) {
            // The page of the guest's own code is not compared.
            if (leaf.get("verdict").asText().equals("stale")
                    && !leaf.get("gfn").asText().equals(CODE)) {
                stale.add(leaf.get("gfn").asText());
            }
        }
        return stale;
    }

    private static Set<String> stale(KvmVerdict verdict, String label) {
        Set<String> stale = new TreeSet<>();
        for (WrongLeaf wrong : verdict.wrong()) {
            if (wrong.label().equals(label) && wrong.kind().equals("stale")) {
                stale.add("0x" + Long.toHexString(wrong.gpa() >> 12));
            }
        }
        return stale;
    }
}
