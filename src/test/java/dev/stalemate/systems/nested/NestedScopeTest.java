package dev.stalemate.systems.nested;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Model;
import dev.stalemate.search.symmetry.Symmetry;
import dev.stalemate.systems.SystemChecks;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scopes: what they leave of the machine, and what is said of impossible ones; and the runs that the thread argues by. */
class NestedScopeTest {
    private static final NestedSystem SYSTEM = new NestedSystem();
    private static final SystemChecks CHECKS = new SystemChecks(SYSTEM);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            kinds=balloon+swap   | 'swap' is not one of balloon, foreign, copy
            holes=3              | scope setting holes: there are only 2 frames
            caches=linear        | 'linear' is not one of guest-physical, combined, both
            l1-changes=10        | 10 is not within 0 to 9
            slots=0              | 0 is not within 1 to 16
            levels=3             | no scope setting 'levels'
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        assertThatThrownBy(() -> SYSTEM.model(NestedDesign.PATCH, SYSTEM.scope(scope)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aScopeLeavesOutWhatItTurnsOff() {
        assertThat(CHECKS.actions("patch-2010", "small,l1-changes=0")).isEqualTo("schedule deschedule load-eptp touch");
        assertThat(CHECKS.actions("patch-2010", "small"))
                .isEqualTo("schedule deschedule load-eptp l1-maps invept-single invept-all touch");
        assertThat(CHECKS.actions("generation", "race,kinds=balloon+copy,populate=on"))
                .isEqualTo(
                        "schedule deschedule load-eptp attach touch fill populate balloon copy-on-write empty-all flush free"
                                + " give-to-another-guest other-guest-writes");
        assertThat(CHECKS.actions("patch-2010", "small,l1-changes=0,span=1,pool=1"))
                .isEqualTo("start-vept schedule deschedule load-eptp access complete touch");
    }

    @Test
    void aScopeGrowsByVcpusFramesCpusAndSlots() {
        assertThat(SYSTEM.larger(SYSTEM.scope("small,vcpus=8")))
                .extracting(g -> g.setting().name() + "=" + g.next())
                .containsExactly("frames=3", "cpus=3", "slots=2");
    }

    @Test
    void whatIsAboutProgressOrOutcomesIsNotWidened() {
        for (String scope : List.of("small,span=1", "small,outcomes=on")) {
            assertThat(SYSTEM.widen(SYSTEM.scope(scope)))
                    .hasToString(SYSTEM.scope(scope).toString());
        }
        assertThat(SYSTEM.widen(SYSTEM.scope("small")).get(NestedSettings.VCPUS))
                .isEqualTo(3);
    }

    @Test
    void vcpusAndCpusAreInterchanged() {
        for (NestedDesign design : List.of(NestedDesign.FLUSH_ALL, NestedDesign.GENERATION)) {
            Model model = SYSTEM.model(design, SYSTEM.scope("three-p2m"));
            Symmetry symmetry = Symmetry.of(model, List.of(model.law("no-retained-mapping")));
            assertThat(symmetry.used()).containsExactly("vcpu", "cpu");
        }
    }

    /** The shortest run of each is the one that the thread describes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            N1  | schedule vcpu=0 cpu=0, load-eptp vcpu=0 eptp=0 slot=0, touch vcpu=0 l2-frame=0, deschedule vcpu=0, \
            schedule vcpu=0 cpu=1, l1-maps eptp=0 l2-frame=0 frame=none, invept-single vcpu=0 eptp=0, deschedule vcpu=0, schedule vcpu=0 cpu=0
            N4  | schedule vcpu=0 cpu=0, load-eptp vcpu=0 eptp=0 slot=0, touch vcpu=0 l2-frame=0, foreign-remove frame=0, free, \
            give-to-another-guest mfn=0, other-guest-writes mfn=0
            N6c | schedule vcpu=0 cpu=0, load-eptp vcpu=0 eptp=0 slot=0, touch vcpu=0 l2-frame=0, foreign-remove frame=0, empty-all, \
            fill vcpu=0 slot=0, flush cpu=0, flush cpu=1, free, give-to-another-guest mfn=0, other-guest-writes mfn=0
            """)
    void theShortestCounterexampleIsTheThreads(String id, String steps) {
        assertThat(CHECKS.shortest(id).steps()).hasToString("[" + steps + "]");
    }

    @Test
    void anExplanationNamesTheVcpuTheCpuAndTheFrame() {
        assertThat(CHECKS.details("N1"))
                .containsExactly(
                        "vCPU 0 on CPU 0 may use the CPU's cached mfn 0 for L2 frame 0 of EPTP 0, which is none since its last INVEPT");
        assertThat(CHECKS.details("N4"))
                .containsExactly(
                        "vCPU 0 on CPU 0 may use the CPU's cached mfn 0 or slot 0's mfn 0 for L2 frame 0; another guest has written to it");
        assertThat(CHECKS.details("N8")).containsExactly("vCPU 0's violation is a matter of L0, and goes to L1");
    }
}
