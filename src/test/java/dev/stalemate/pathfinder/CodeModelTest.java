package dev.stalemate.pathfinder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.View;
import dev.stalemate.pathfinder.target.ConcurrentCode;
import dev.stalemate.pathfinder.target.Turn;
import dev.stalemate.trace.Trace;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A schedule of code is saved with hashes of its states, which must survive an edit that changes nothing but line numbers. */
class CodeModelTest {
    private static final Law LAW =
            Law.always("no-harm", Law.Breaks.COHERENCE, "nothing happens").holds(s -> true);

    private static final class Code extends ConcurrentCode {
        Code(Checks checks) {
            super(checks);
        }

        @Override
        public void run(int thread) {
            Turn.at("zap");
            Turn.at("free");
        }

        @Override
        public void end() {
            // Nothing is left.
        }
    }

    /** The same on other lines. */
    private static final class Moved extends ConcurrentCode {
        Moved(Checks checks) {
            super(checks);
        }

        @Override
        public void run(int thread) {
            Turn.at("zap");
            Turn.at("free");
        }

        @Override
        public void end() {
            // Nothing is left.
        }
    }

    @Test
    void whatIsSavedDoesNotDependOnLineNumbers() {
        Trace code = trace(Code::new);
        Trace moved = trace(Moved::new);

        assertThat(hashes(moved)).isEqualTo(hashes(code));
        assertThat(lines(moved)).hasSize(2).doesNotContainAnyElementsOf(lines(code));
    }

    private static Trace trace(Function<ConcurrentCode.Checks, ConcurrentCode> program) {
        ModelSystem system = CodeSystem.catalogue().system("zap-list-code");
        Design design = system.designs().get(0);
        Model model = CodeModel.of(system.name(), design, system.scope("small"), program, 2, List.of(LAW));
        return Trace.replay(
                model,
                List.of(
                        model.step("start", List.of("0")),
                        model.step("start", List.of("1")),
                        model.step("zap", List.of("1"))));
    }

    private static List<Long> hashes(Trace trace) {
        return IntStream.rangeClosed(0, trace.steps().size())
                .mapToObj(trace::hash)
                .toList();
    }

    private static List<String> lines(Trace trace) {
        View line = trace.model().views().get(0);
        return IntStream.rangeClosed(0, 3)
                .mapToObj(i -> line.text().of(trace.state(i), 1))
                .filter(text -> !text.isEmpty())
                .toList();
    }
}
