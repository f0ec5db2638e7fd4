package dev.stalemate.lab.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.lab.judge.KvmRun.Taken;
import dev.stalemate.lab.scenario.KvmMapping;
import dev.stalemate.lab.scenario.KvmOp;
import dev.stalemate.lab.scenario.KvmScenario;
import dev.stalemate.lab.scenario.Mapped;
import dev.stalemate.lab.scenario.NotMappedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A counterexample is seen only if all that it expects was there. */
class KvmSeenTest {
    private static final KvmRecording RECORDING = recording();
    private static final Mapped MAPPED = mapped();

    private static KvmRecording recording() {
        try {
            String lines = Files.readAllLines(Path.of("counterexamples/kvm/K1-linux-4.9.linux-6.1.192.lab")).stream()
                    .skip(1)
                    .collect(Collectors.joining("\n"));
            return KvmRecordingReader.read("lines", lines);
        } catch (IOException | BadFileException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Mapped mapped() {
        try {
            return KvmMapping.of(
                    "kvm-K1",
                    CounterexampleReader.read(Path.of("counterexamples/kvm/K1-linux-4.9.json")),
                    RECORDING.kernel().known().designs());
        } catch (BadFileException | NotMappedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KvmSeen seen(KvmScenario scenario, ImmutableList<Mapped.Expected> expected, KvmRun run) {
        return KvmSeen.of(
                new Mapped(MAPPED.counterexample(), scenario, MAPPED.trace(), MAPPED.ownDesign(), 0, expected),
                RECORDING.kernel(),
                run);
    }

    @Test
    void asItWasRecordedItIsSeen() {
        assertThat(seen(MAPPED.scenario(), MAPPED.expected(), RECORDING.runs().get(0))
                        .seen())
                .isTrue();
    }

    @Test
    void aDumpThatIsNotThereIsMissed() {
        KvmRun run = RECORDING.runs().get(0);
        KvmOp dump = KvmOp.dump("s1");
        List<KvmOp> ops =
                MAPPED.scenario().ops().stream().filter(op -> !op.equals(dump)).toList();
        List<Taken> taken =
                run.taken().stream().filter(t -> !t.op().equals(dump)).toList();
        KvmSeen seen = seen(
                KvmScenario.of("kvm-K1", MAPPED.scenario().options(), ops),
                MAPPED.expected(),
                new KvmRun("kvm-K1", run.cr0(), run.refused(), ImmutableList.copyOf(taken), true, "", run.trace()));
        assertThat(seen.seen()).isFalse();
        assertThat(seen.differences()).containsExactly("there is no dump after (1)");
    }

    @Test
    void withoutALeafToCompareNothingIsSeen() {
        KvmSeen seen =
                seen(MAPPED.scenario(), ImmutableList.of(), RECORDING.runs().get(0));
        assertThat(seen.seen()).isFalse();
        assertThat(seen.says()).isEqualTo("nothing was compared");
    }
}
