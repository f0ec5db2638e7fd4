package dev.stalemate.systems.memorydata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.decide.StateSearch;
import dev.stalemate.memtype.Hazard;
import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.systems.SystemChecks;
import dev.stalemate.systems.memorydata.MemoryDataSystem.Memory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of hazards, against what a search finds in data. */
final class MemoryDataTest {
    private static final SystemChecks SYSTEM = new SystemChecks(new MemoryDataSystem());

    /** What goes wrong in data on some memory, with some device, by the type that accesses have and the one that they should have. */
    private static final Map<MemType, Map<MemType, Set<Hazard>>> FOUND = new EnumMap<>(MemType.class);

    /** What is said of a pair. */
    private interface Table {
        boolean has(MemType is, MemType should, Hazard hazard);
    }

    private static Set<Hazard> found(MemType is, MemType should) {
        return FOUND.computeIfAbsent(is, key -> new EnumMap<>(MemType.class))
                .computeIfAbsent(should, key -> search("sdm", is, should));
    }

    private static Set<Hazard> search(String design, MemType is, MemType should) {
        Set<Hazard> found = EnumSet.noneOf(Hazard.class);
        for (Memory memory : Memory.values()) {
            for (boolean snoops : List.of(false, true)) {
                found.addAll(search(design, is, should, memory, snoops));
            }
        }
        return found;
    }

    private static Set<Hazard> search(String design, MemType is, MemType should, Memory memory, boolean snoops) {
        String kind = memory.name().toLowerCase(Locale.ROOT).replace('_', '-');
        Model model;
        try {
            model = SYSTEM.model(
                    design,
                    "is=" + is + ",should=" + should + ",memory=" + kind + ",snoops=" + (snoops ? "on" : "off"));
        } catch (IllegalArgumentException e) {
            assertThat(e)
                    .hasMessage("scope setting should: a program that relies on " + should
                            + " expects nothing of memory=" + kind);
            return EnumSet.noneOf(Hazard.class);
        }
        Set<Hazard> found = EnumSet.noneOf(Hazard.class);
        for (Outcome outcome : StateSearch.of(model, model.laws(), Limits.none(), Monitor.SILENT)
                .outcomes()) {
            assertThat(outcome.verdict()).isIn(Verdict.HOLDS, Verdict.VIOLATED);
            if (outcome.verdict() == Verdict.VIOLATED) {
                found.add(hazard(outcome.law().name()));
            }
        }
        return found;
    }

    private static Hazard hazard(String law) {
        for (Promise promise : Promise.values()) {
            if (promise.law.equals(law)) {
                return promise.hazard;
            }
        }
        throw new IllegalArgumentException(law);
    }

    /** Each cell in which a table says something else than the search. */
    private static List<String> differences(Table table) {
        List<String> differences = new ArrayList<>();
        for (MemType is : MemType.values()) {
            for (MemType should : MemType.values()) {
                for (Hazard hazard : Hazard.values()) {
                    boolean real = hazard == Hazard.SLOWER
                            ? isSlower(is, should)
                            : found(is, should).contains(hazard);
                    if (table.has(is, should, hazard) != real) {
                        differences.add(is + " for " + should + ": " + hazard);
                    }
                }
            }
        }
        return differences;
    }

    /** A program that relies on the type that is there relies on something that the other one does not give. */
    private static boolean isSlower(MemType is, MemType should) {
        return !found(should, is).isEmpty();
    }

    @Test
    void theTableIsWhatGoesWrongInData() {
        assertThat(differences((is, should, hazard) -> Hazards.of(is, should).has(hazard)))
                .isEmpty();
    }

    @Test
    void aTableOfTheOtherDirectionIsWrong() {
        assertThat(differences((is, should, hazard) -> Hazards.of(should, is).has(hazard)))
                .hasSizeGreaterThan(36);
    }

    /** Each error of one cell is found, and it alone. */
    @ParameterizedTest
    @EnumSource
    void anErrorInACellIsFound(Hazard wrong) {
        for (MemType is : MemType.values()) {
            MemType should = MemType.WT;
            assertThat(differences((a, b, hazard) ->
                            Hazards.of(a, b).has(hazard) != (a == is && b == should && hazard == wrong)))
                    .containsExactly(is + " for " + should + ": " + wrong);
        }
    }

    /** Where a device snoops, it and the CPU find the same data through every type. */
    @Test
    void aDeviceThatSnoopsReadsNothingOld() {
        Set<Hazard> found = EnumSet.noneOf(Hazard.class);
        for (MemType is : MemType.values()) {
            for (Memory memory : Memory.values()) {
                found.addAll(search("sdm", is, MemType.UC, memory, true));
            }
        }
        assertThat(found)
                .containsExactlyInAnyOrder(
                        Hazard.KEPT_WRITE,
                        Hazard.WEAK_ORDER,
                        Hazard.EARLY_READ,
                        Hazard.COMBINED_WRITES,
                        Hazard.SPECULATIVE_READ);
    }

    /** What a processor does not do goes wrong nowhere: each liberty is what the search finds it by. */
    @ParameterizedTest
    @CsvSource({
        "store-buffer, WP, EARLY_READ",
        "combines, WT, COMBINED_WRITES",
        "wc-buffers, WC, WEAK_ORDER",
        "reads-ahead, WC, SPECULATIVE_READ"
    })
    void aLibertyThatIsNotTakenHarmsNobody(String liberty, MemType is, Hazard hazard) {
        assertThat(search("sdm", is, MemType.UC)).contains(hazard);
        assertThat(search("sdm," + liberty + "=off", is, MemType.UC)).doesNotContain(hazard);
    }

    /** A processor that takes a type for another is found by it. */
    @ParameterizedTest
    @CsvSource({
        "orders-uc=off, UC, WEAK_ORDER",
        "caches-wc=on, WC, STALE_READ",
        "writes-through=off, WT, STALE_MEMORY",
        "updates-wp=on, WP, KEPT_WRITE"
    })
    void aTypeThatIsTakenForAnotherShows(String way, MemType is, Hazard hazard) {
        assertThat(search("sdm", is, MemType.UC)).doesNotContain(hazard);
        assertThat(search("sdm," + way, is, MemType.UC)).contains(hazard);
    }
}
