package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Claim;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.toy.Mutex;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Systems, looked up by their names and by their claims. */
class CatalogueTest {
    @SuppressWarnings("UnusedVariable") // a source of parameters
    private static final List<Catalogue.Entry> ENTRIES = Systems.catalogue().entries();

    private final Catalogue systems = Systems.catalogue();

    @ParameterizedTest
    @FieldSource("ENTRIES")
    void anEntryHasTheNameAndTheFamiliesOfItsSystem(Catalogue.Entry entry) {
        ModelSystem system = systems.system(entry.name());
        assertThat(system.name()).isEqualTo(entry.name());
        assertThat(Catalogue.families(system)).isEqualTo(entry.families());
    }

    @Test
    void aNameMakesOneSystemAndOnce() {
        ModelSystem first = systems.system("zap-list");
        assertThat(systems.system("zap-list")).isSameAs(first);
        assertThat(systems.made()).containsExactly(first);
    }

    @Test
    void anIdStandsForThoseOfItsFamilyWithMoreLetters() {
        assertThat(systems.claims("K1")).extracting(Claim::id).containsExactly("K1", "K1b");
        assertThat(systems.claims("H20")).extracting(Claim::id).contains("H20", "H20fix");
        assertThat(systems.claims("H20fix")).extracting(Claim::id).containsExactly("H20fix");
        assertThat(systems.claims("k1")).isEmpty();
        assertThat(systems.claim("K15").system().name()).isEqualTo("zap-list");
    }

    @Test
    void anUnknownNameMakesNoSystem() {
        assertThatThrownBy(() -> systems.system("zaplist"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no system 'zaplist'; did you mean zap-list?");
        assertThat(systems.find("Zap-list")).as("case matters").isNull();
        assertThatThrownBy(() -> systems.claim("K99")).hasMessage("no claim 'K99'");
        assertThat(systems.made()).isEmpty();
    }

    @Test
    void moreSystemsComeAtTheEnd() {
        Catalogue more = systems.with(Catalogue.entry("mutex", "M1 M2 M3 M4", Mutex::new));
        assertThat(more.names()).startsWith("kvm").endsWith("zap-list", "mutex").hasSize(ENTRIES.size() + 1);
        assertThat(more.system("mutex")).isInstanceOf(Mutex.class);
        assertThat(systems.names()).doesNotContain("mutex");
    }
}
