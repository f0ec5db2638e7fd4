package dev.stalemate.prove.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Model;
import dev.stalemate.prove.execute.Validation.Outcome;
import dev.stalemate.systems.Systems;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of all kinds are executed over terms, every action and every law, and the terms say what the code does. */
@ExtendWith(Woven.class)
class ExecutedModelsTest {
    private static final int STATES = 300;

    private static Outcome tried(String name, String scope) {
        var system = Systems.catalogue().system(name);
        Model model = system.build(system.designs().get(0), system.scope(scope));
        SymbolicState before = SymbolicState.fresh(model.layout(), "");
        return Validation.of(new Executor(model, Summaries.none()), before).run(STATES, new Random(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "xen-ept",
                "effective-type",
                "memory-data",
                "iotlb",
                "iommu-entries",
                "unsnooped-walks",
                "ioreq-mapcache",
                "nested-ept",
                "nested-pat",
                "encrypted-memory",
                "ept-flush",
                "grant-copy",
                "grant-frames",
                "guest-tlb",
                "late-writes",
                "domain-teardown",
                "log-dirty",
                "pfn-cache",
                "secondary-tlb",
                "cache-flush",
                "limited-caching"
            })
    void aWholeModelIsWhatItsTermsSay(String system) {
        Outcome outcome = tried(system, "small");
        assertThat(outcome.difference()).isNull();
        assertThat(outcome.comparisons()).isGreaterThan(STATES * 5L);
        assertThat(outcome.untried()).isEmpty();
    }

    /** What can't be executed is refused, and named. */
    @ParameterizedTest
    @CsvSource({
        "kvm-mmu,Pattern.matcher() is called",
        "split-entries,an object of java.util.ArrayList is made",
    })
    void aModelThatDoesMoreIsRefused(String system, String what) {
        assertThatThrownBy(() -> tried(system, "small"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(what)
                .hasMessageMatching("(?s).*[A-Za-z]+\\.java:[0-9]+ \\(.*");
    }
}
