package dev.stalemate.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.systems.Systems;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CausesTest {
    private static List<String> causes(String name) throws BadFileException {
        Check.Result result =
                Check.of(CounterexampleReader.read(Path.of("counterexamples", name + ".json")), Systems.catalogue());
        return Conclusion.of(Objects.requireNonNull(result.trace()), Objects.requireNonNull(result.law()))
                .causes();
    }

    @Test
    void aCauseTellsWhatTheEntryWouldBeSinceWhenItIsWrongAndTheDecisionThatMissedIt() throws BadFileException {
        assertThat(causes("kvm-K3"))
                .containsExactly(
                        "Cause: ept of gpa 0x0 is UC since (1) and would be WB now. Wrong since (2) set-cd vcpu=0. "
                                + "Passed by in (6) clear-cd vcpu=0: kvm_post_set_cr0() zaps 0x80000-0xfffff, and leaves it: WB by now.");
    }

    @Test
    void aDecisionThatMadeTheEntryWrongSaysSo() throws BadFileException {
        assertThat(causes("kvm-K9"))
                .singleElement()
                .asString()
                .contains(" Made in ")
                .contains("vmx_get_mt_mask() answers");
    }

    @Test
    void entriesThatAreAlikeShareALine() throws BadFileException {
        assertThat(causes("xen-ept-R5"))
                .singleElement()
                .asString()
                .startsWith(
                        "Cause: ept0 of entry 0; ept0 of entry 1; ept0 of entry 2; ept0 of entry 3 are each WB ram since the start"
                                + " and should be UC ram.");
    }

    @Test
    void ofEntriesEachOfWhichWouldDoEachSaysSo() throws BadFileException {
        assertThat(causes("amd-iommu-A6"))
                .hasSize(2)
                .allMatch(cause -> cause.startsWith("Cause (one of 2; fixing any one is enough): "));
    }

    @Test
    void ofEntriesThatOnlyDoTogetherEachSaysSo() throws BadFileException {
        assertThat(causes("amd-iommu-A9"))
                .hasSize(2)
                .allMatch(cause -> cause.startsWith("Cause (one of 2; all have to be fixed): "));
    }

    @Test
    void whatIsAboutNoEntryNamesTheLastDecision() throws BadFileException {
        assertThat(causes("kvm-K8d"))
                .singleElement()
                .asString()
                .startsWith("Cause: no entry that the design keeps is wrong. The last decision is in (")
                .contains("kvm_post_set_cr0() zaps everything");
    }
}
