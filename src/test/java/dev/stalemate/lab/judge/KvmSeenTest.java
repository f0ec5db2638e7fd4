package dev.stalemate.lab.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.lab.judge.KvmRun.Taken;
import dev.stalemate.lab.scenario.KvmMapping;
import dev.stalemate.lab.scenario.KvmOp;
import dev.stalemate.lab.scenario.KvmScenario;
import dev.stalemate.lab.scenario.Mapped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A counterexample is seen only if all that it expects was there. */
class KvmSeenTest {
    private static KvmRecording recording;
    private static Mapped mapped;

    @BeforeAll
    static void read() throws Exception {
        Path file = Path.of("counterexamples/kvm-K1.json");
        String lines = Files.readAllLines(Path.of("counterexamples/kvm-K1.linux-6.1.192.lab")).stream()
                .skip(1)
                .collect(Collectors.joining("\n"));
        recording = KvmRecordingReader.read("lines", lines);
        mapped = KvmMapping.of(
                "kvm-K1",
                CounterexampleReader.read(file),
                recording.kernel().known().designs());
    }

    private static KvmSeen seen(KvmScenario scenario, ImmutableList<Mapped.Expected> expected, KvmRun run) {
        return KvmSeen.of(
                new Mapped(mapped.counterexample(), scenario, mapped.trace(), mapped.ownDesign(), 0, expected),
                recording.kernel(),
                run);
    }

    @Test
    void asItWasRecordedItIsSeen() {
        assertThat(seen(mapped.scenario(), mapped.expected(), recording.runs().get(0))
                        .seen())
                .isTrue();
    }

    @Test
    void aDumpThatIsNotThereIsMissed() {
        KvmRun run = recording.runs().get(0);
        KvmOp dump = KvmOp.dump("s1");
        List<KvmOp> ops =
                mapped.scenario().ops().stream().filter(op -> !op.equals(dump)).toList();
        List<Taken> taken =
                run.taken().stream().filter(t -> !t.op().equals(dump)).toList();
        KvmSeen seen = seen(
                KvmScenario.of("kvm-K1", mapped.scenario().options(), ops),
                mapped.expected(),
                new KvmRun("kvm-K1", run.cr0(), run.refused(), ImmutableList.copyOf(taken), true, "", run.trace()));
        assertThat(seen.seen()).isFalse();
        assertThat(seen.differences()).containsExactly("there is no dump after (1)");
    }

    @Test
    void withoutALeafToCompareNothingIsSeen() {
        KvmSeen seen =
                seen(mapped.scenario(), ImmutableList.of(), recording.runs().get(0));
        assertThat(seen.seen()).isFalse();
        assertThat(seen.says()).isEqualTo("nothing was compared");
    }
}
