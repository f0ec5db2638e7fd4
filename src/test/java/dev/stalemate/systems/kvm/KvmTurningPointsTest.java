package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.SavedRuns;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.Systems;
import dev.stalemate.trace.Cause;
import dev.stalemate.trace.Trace;
import dev.stalemate.trace.TurningPoint;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The decisions that are named are those of the design's own code: a design that differs in the one call of the one step that is named, and in
 * nothing else, does not violate the property.
 */
final class KvmTurningPointsTest {
    /** Functions that answer a leaf, or zap leaves: those that a test can have decide otherwise. */
    private static final String OF_LEAVES =
            "vmx_get_mt_mask\\(\\)|update_mtrr\\(\\)|kvm_(post_)?set_cr0\\(\\)|kvm_arch_(un)?register_noncoherent_dma\\(\\)"
                    + "|kvm_noncoherent_dma_assignment_start_or_stop\\(\\)|kvm_vm_ioctl_enable_cap\\(\\)";

    /** A design that decides otherwise while it is told to. */
    private static final class Otherwise {
        private final KvmDesign design;
        private final TurningPoint decision;
        private final KvmFields fields;
        private boolean now;
        private int calls;

        Otherwise(KvmDesign design, TurningPoint decision, KvmFields fields) {
            this.design = design;
            this.decision = decision;
            this.fields = fields;
        }

        KvmDesign proxy() {
            return (KvmDesign) Proxy.newProxyInstance(
                    KvmDesign.class.getClassLoader(),
                    new Class<?>[] {KvmDesign.class},
                    (self, method, arguments) -> method.getName().equals("forModel")
                            ? self
                            : answer(method, arguments == null ? new Object[0] : arguments));
        }

        private @Nullable Object answer(Method method, Object[] arguments) throws Throwable {
            @Nullable Object answer = asked(method, arguments);
            long gpa = fields.scope.gpa[decision.choice().element()];
            if (now && method.getName().equals("leaf") && arguments[2].equals(gpa)) {
                calls++;
                return leaf(decision.instead());
            }
            for (Object argument : arguments) {
                if (now && argument instanceof Zap zap) {
                    calls++;
                    zap.range(gpa, gpa);
                }
            }
            return answer;
        }

        private @Nullable Object asked(Method method, Object[] arguments) throws Throwable {
            try {
                return method.invoke(design, arguments);
            } catch (InvocationTargetException e) {
                throw Objects.requireNonNull(e.getCause());
            }
        }

        private static int leaf(String text) {
            return IntStream.range(1, EptLeaf.BOUND)
                    .filter(leaf -> EptLeaf.instead(leaf, leaf) && text.equals(EptLeaf.text(leaf)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @TestFactory
    Stream<DynamicTest> aDesignThatDecidesOtherwiseThereIsNotViolated() throws IOException {
        return SavedRuns.of("kvm").stream()
                .map(file -> dynamicTest(file.getFileName().toString(), () -> decideOtherwise(file)));
    }

    private static void decideOtherwise(Path file) throws BadFileException {
        Check.Result result = Check.of(CounterexampleReader.read(file), Systems.catalogue());
        Trace run = Objects.requireNonNull(result.trace());
        for (Cause cause : Cause.of(run, Objects.requireNonNull(result.law()))) {
            TurningPoint decision = cause.decision();
            if (decision == null || !decision.act().function().matches(OF_LEAVES)) {
                continue;
            }
            KvmDesign design = (KvmDesign) run.model().design();
            Otherwise otherwise =
                    new Otherwise(design, decision, new KvmFields(run.model().scope(), design));
            assertThat(violates(run, result.law().name(), otherwise, 0))
                    .as("as it is")
                    .isTrue();
            assertThat(otherwise.calls).isZero();
            assertThat(violates(run, result.law().name(), otherwise, decision.step()))
                    .isFalse();
            assertThat(otherwise.calls).isPositive();
        }
    }

    /** Takes the steps that are possible, one of them with another decision; 0 for none. */
    private static boolean violates(Trace run, String law, Otherwise otherwise, int at) {
        Model model = new KvmSystem().model(otherwise.proxy(), run.model().scope());
        long[] state = model.initial();
        for (int i = 0; i < run.steps().size(); i++) {
            Step step = model.step(
                    run.steps().get(i).action().name(), run.steps().get(i).texts());
            otherwise.now = i + 1 == at;
            if (step.enabled(state)) {
                step.apply(state);
            }
            otherwise.now = false;
            if (model.law(law).violatedBy(state)) {
                return true;
            }
        }
        return false;
    }
}
