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
        return Causes.of(Objects.requireNonNull(result.trace()), Objects.requireNonNull(result.law()));
    }

    @Test
    void oneEntryHasOneLine() throws BadFileException {
        assertThat(causes("kvm-K3"))
                .containsExactly(
                        "Cause: ept[0x0] is UC since (1) and should be none or WB; wrong since (2) set-cd vcpu=0");
    }

    @Test
    void entriesThatAreAlikeShareALine() throws BadFileException {
        assertThat(causes("xen-ept-R5"))
                .containsExactly(
                        "Cause: ept0[0], ept0[1], ept0[2], ept0[3] are each WB ram since the start and should be UC ram or marked"
                                + " ram; wrong since (1) wrmsr vcpu=0 msr=0x2ff value=0x800");
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
    void valuesThatWouldDoAreCutShort() throws BadFileException {
        assertThat(causes("kvm-K1"))
                .singleElement()
                .asString()
                .contains("should be none or UC or WC or WT or another;");
    }

    @Test
    void whatIsAboutNoEntryHasNone() throws BadFileException {
        assertThat(causes("kvm-K8d")).isEmpty();
    }
}
