package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Design;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What every design that stays in a system has: docs/reference/designs.md lists it. */
class DesignsTest {
    private static final String PAGE = "docs/reference/designs.md";

    @SuppressWarnings("UnusedVariable") // a source of parameters
    private static final List<ModelSystem> SYSTEMS = Systems.all();

    /** Designs about which nothing is claimed, and why. */
    private static final Map<String, String> WITHOUT_A_CLAIM = Map.of(
            "kvm/cd0-zaps-from-zero", "KvmSensitivityTest sets it beside cd0-zaps-precisely",
            "effective-type/sdm", "the table that the others are compared with",
            "ioreq-mapcache/domain-at-completion", "IoreqSensitivityTest sets it beside others");

    @ParameterizedTest
    @FieldSource("SYSTEMS")
    void everyDesignIsInAClaim(ModelSystem system) {
        Set<String> claimed =
                system.claims().stream().map(c -> c.design().name()).collect(Collectors.toSet());
        claimed.addAll(releases(system));
        for (Design design : system.designs()) {
            String name = system.name() + "/" + design.name();
            assertThat(claimed.contains(design.name()) || WITHOUT_A_CLAIM.containsKey(name))
                    .as(
                            "%s is in no claim. To try it, nothing is needed: ./stalemate check %s. If it is to stay, it needs a claim:"
                                    + " see %s",
                            name, name, PAGE)
                    .isTrue();
        }
    }

    /** Whole releases: ReleaseVerdictsTest asks them what is claimed of their time. */
    private static Set<String> releases(ModelSystem system) {
        return system.releases().rows().stream()
                .filter(row -> row.part() == null)
                .map(Release::design)
                .collect(Collectors.toSet());
    }

    @Test
    void noExceptionIsMadeInVain() {
        Set<String> without = new TreeSet<>();
        for (ModelSystem system : Systems.all()) {
            system.designs().forEach(design -> without.add(system.name() + "/" + design.name()));
            system.claims()
                    .forEach(claim ->
                            without.remove(system.name() + "/" + claim.design().name()));
        }
        assertThat(without).containsAll(WITHOUT_A_CLAIM.keySet());
    }

    @Test
    void thePageNamesEachTestThatAsksSomethingOfANewDesign() throws IOException {
        String page = Files.readString(Path.of(PAGE));
        assertThat(page)
                .contains(
                        "DesignsTest",
                        "ScopesTest",
                        "ReleaseTablesTest",
                        "ClaimsTest",
                        "SavedCounterexamplesTest",
                        "FindingsPageTest",
                        "MutantsTest",
                        "RecordCommandTest");
    }
}
