package dev.stalemate.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stalemate.cli.session.Failure;
import dev.stalemate.lab.judge.KvmJudge;
import dev.stalemate.lab.judge.KvmVerdict;
import dev.stalemate.lab.judge.RealKernel;
import dev.stalemate.lab.judge.Recorded;
import dev.stalemate.patch.open.Patches;
import dev.stalemate.systems.Systems;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model of a patch against what a kernel with the patch did, and against what one without it did. */
class OwnKvmDesignTest {
    private static final String DESIGN = "docs/examples/zap-on-cd.c";
    private static final Recorded PATCHED = Recorded.of("zap-on-cd");

    private static OwnKvmDesign open(String file) {
        RealKernel kernel = PATCHED.kernel();
        return OwnKvmDesign.of(new Patches(Systems.catalogue(), () -> false), remark -> {}, file, kernel.known());
    }

    private static Stream<KvmVerdict> judged(KvmJudge judge, Recorded recorded) {
        return IntStream.range(0, recorded.runs().size())
                .mapToObj(i ->
                        judge.judge(recorded.scenarios().get(i), recorded.runs().get(i)));
    }

    private static boolean differs(KvmJudge judge, Recorded recorded) {
        return judged(judge, recorded).anyMatch(v -> !v.differences().isEmpty());
    }

    @Test
    void thePatchedKernelDoesWhatTheModelOfThePatchDoes() {
        RealKernel kernel = PATCHED.kernel();
        try (OwnKvmDesign own = open(DESIGN)) {
            assertThat(judged(KvmJudge.byRealLeaves(kernel, own.known()), PATCHED))
                    .isNotEmpty()
                    .allMatch(KvmVerdict::conforms);
            assertThat(differs(KvmJudge.byRealLeaves(kernel, own.known()), Recorded.of("6.1")))
                    .as("a kernel without the patch")
                    .isTrue();
        }
        assertThat(differs(KvmJudge.byRealLeaves(kernel, kernel.known()), PATCHED))
                .as("the model of a kernel without the patch")
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "docs/examples/first-range-forgotten.c, says system=xen-ept",
        "docs/examples/LastRange.java, the target is of kvm",
        "docs/examples/none.c, none.c"
    })
    void whatIsNoDesignOfKvmIsRefused(String file, String says) {
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> open(file)).withMessageContaining(says);
    }
}
