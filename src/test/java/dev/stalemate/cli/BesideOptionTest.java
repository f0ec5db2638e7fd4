package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code replay --beside}: a counterexample with another design on the same steps. */
class BesideOptionTest {
    private static final String K3 = "counterexamples/kvm/K3-cd0-zaps-non-wb.json";
    private static final String H21 = "counterexamples/iotlb/H21-displaced-flushed.json";

    private static Tool.Result replay(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "replay";
        System.arraycopy(args, 0, all, 1, args.length);
        return Tool.ofEverySystem().run(all);
    }

    @Test
    void aDesignThatHoldsPartsWhereItDecidesOtherwise() {
        Tool.Result result = replay(K3, "--beside", "holding");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("kvm/cd0-zaps-non-wb                           | kvm/cd0-zaps-all\n")
                .contains("Here they part\n  (6) clear-cd vcpu=0\n")
                .contains("| [kvm_post_set_cr0(): zaps everything]\n")
                .contains("\nkvm/cd0-zaps-non-wb\nAfter (6) no-stale-quiescent is violated: ")
                .contains("\nkvm/cd0-zaps-all\nNo state of this run violates no-stale-quiescent.\n")
                .contains("\nK4 says that no-stale-quiescent holds for it at scope K4.\n")
                .endsWith("\nstill violated, every state as recorded\n");
        assertThat(steps(result)).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    private static Stream<String> steps(Tool.Result result) {
        return result.out().lines().takeWhile(line -> !line.isEmpty());
    }

    @Test
    void whatTheOtherDoesAlikeIsNotRepeated() {
        assertThat(replay(K3, "--beside", "kvm/cd0-zaps-all").out().lines().filter(line -> line.endsWith("| the same")))
                .hasSize(5);
    }

    @Test
    void aStepThatTheOtherCanNotTakeEndsItsColumn() {
        assertThat(replay(H21, "--beside", "xen-4.16").out())
                .contains("| step (12) give-to-another-guest mfn=0 isn't\n")
                .contains("\niotlb/xen-4.16\nNo state of this run violates no-retained-mapping.\n\nstill violated");
    }

    @Test
    void anotherDesignMayViolateItToo() {
        assertThat(replay(K3, "--beside", "cd0-zaps-non-wb").out())
                .contains("\nThey never part\n\nkvm/cd0-zaps-non-wb\n")
                .containsPattern("(?s)(\nkvm/cd0-zaps-non-wb\nAfter \\(6\\) no-stale-quiescent is violated: .*){2}");
    }

    @Test
    void whatCanNotBeShownIsRefused() {
        assertThat(replay(K3, "--beside", "linux-4.99").err()).contains("there is no linux-4.99");
        assertThat(replay(K3, "--beside", "linux-4.99").code()).isEqualTo(64);
        assertThat(replay(K3, H21, "--beside", "holding"))
                .isEqualTo(new Tool.Result(64, "", "stalemate: --beside shows one counterexample, not several\n"));
        assertThat(replay(K3, "--format", "markdown", "--beside", "holding").err())
                .isEqualTo("stalemate: --beside is for a terminal: leave out --format markdown\n");
    }

    @Test
    void aDesignOfTheUsersOwnIsCompiled() {
        assertThat(replay(K3, "--beside", "docs/examples/MyPatch.java").out())
                .contains("kvm/cd0-zaps-non-wb                           | kvm/my-patch\n");
    }
}
