package dev.stalemate.systems.splitentries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.systems.DesignPairs;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Live entries: each property fails for a design that is wrong and holds for one that is not, and what a mixture breaks. */
class SplitEntriesTest extends DesignPairs {
    private static final SplitEntriesSystem SYSTEM = new SplitEntriesSystem();

    private static final List<Pair> PAIRS = List.of(
            new Pair("no-torn-entry", "entry=spte,change=turns", "low-first", "counted"),
            new Pair("no-torn-entry", "entry=spte,change=turns,reader=halves", "read-again", "counted"),
            new Pair("no-foreign-page", "entry=amd-pte,change=split", "fields-in-order", "at-once"),
            new Pair("no-foreign-page", "entry=ept,change=replace", "fields", "at-once"),
            new Pair("entry-as-written", "entry=ept", "fields", "fields-in-order"),
            new Pair("entry-as-written", "entry=amd-pte,change=unmap", "at-once,flushes=never", "at-once"));

    SplitEntriesTest() {
        super(SYSTEM, PAIRS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "change=link",
                "entry=amd-pte,change=map",
                "entry=amd-pte,change=replace",
                "entry=spte,change=turns",
                "entry=spte,change=turns,reader=halves"
            })
    void eachPropertyOfAScopeCanBeBroken(String scope) {
        everyPropertyFailsForSomeDesign(scope);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            entry=pte | no
            reader=halves | scope setting reader: an entry=ept has no halves; only an entry=spte has
            entry=spte | scope setting change: an entry=spte changes by change=turns, and no other entry does
            change=turns | scope setting change: an entry=spte changes by change=turns, and no other entry does
            same-low=off | scope setting same-low: only an entry=spte has a low half
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        refuses(scope, message);
    }

    /** The shortest run of each, and what is said of its end. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H86  | begin 0, set 2, read | hardware walks address 0
            H87b | begin 0, set 0, read | hardware writes to page B, which may only be read
            H87e | begin 0, set 0, read | hardware reaches table B as a page
            """)
    void theShortestCounterexampleIsTheFixes(String id, String steps, String line) {
        assertThat(checks.steps(id)).isEqualTo(steps);
        assertThat(checks.details(id)).singleElement().asString().contains(line);
    }
}
