package dev.stalemate.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scopes and their settings, as a user writes them. */
class ScopeTest {
    enum Guest {
        FREE,
        BY_THE_BOOK
    }

    private static final Setting<Integer> CPUS = Setting.number("cpus", 1, 8, 2, "CPUs");
    private static final Setting<Guest> GUEST = Setting.choice("guest", Guest.class, Guest.FREE, "how guests behave");
    private static final Setting<Boolean> LARGE = Setting.flag("large", false, "large pages");
    private static final Scope SCOPE = Scope.of("small", List.of(CPUS, GUEST, LARGE));

    @Test
    void aScopeThatSaysNothingHasInitialValues() {
        assertThat(SCOPE.get(CPUS)).isEqualTo(2);
        assertThat(SCOPE.get(GUEST)).isEqualTo(Guest.FREE);
        assertThat(SCOPE.get(LARGE)).isFalse();
        assertThat(SCOPE.changes()).isEmpty();
        assertThat(SCOPE.name()).isEqualTo("small");
        assertThat(SCOPE).hasToString("");
    }

    @Test
    void changesAreReadInAnyOrderAndPrintedInTheSystems() {
        Scope changed = SCOPE.with("large=on,guest=by-the-book,cpus=3");
        assertThat(changed.get(CPUS)).isEqualTo(3);
        assertThat(changed.get(GUEST)).isEqualTo(Guest.BY_THE_BOOK);
        assertThat(changed.get(LARGE)).isTrue();
        assertThat(changed).hasToString("cpus=3,guest=by-the-book,large=on");
        assertThat(changed.name()).isEqualTo("small,large=on,guest=by-the-book,cpus=3");
        assertThat(changed.named("mine").name()).isEqualTo("mine");
        assertThat(SCOPE.with(changed.toString()).changes()).isEqualTo(changed.changes());
        assertThat(SCOPE.get(CPUS)).as("the scope it came from").isEqualTo(2);
    }

    @Test
    void theLastOfTwoChangesWinsUnlessAUserHasTypedBoth() {
        assertThat(SCOPE.with("cpus=3,cpus=4").get(CPUS)).isEqualTo(4);
        assertThatThrownBy(() -> SCOPE.withTyped("cpus=3,large=on,cpus=3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scope setting cpus is given twice");
        assertThat(SCOPE.with(CPUS, "3").with(CPUS, "2").changes())
                .as("back at the initial value")
                .isEmpty();
    }

    @Test
    void severalWordsAreReadInAnyOrderAndWrittenInTheirs() {
        Setting<Set<Guest>> some = Setting.some("guests", Guest.class, EnumSet.of(Guest.FREE), "how guests behave");
        assertThat(some.initial()).isEqualTo("free");
        assertThat(some.parser().apply("by-the-book+free")).containsExactly(Guest.FREE, Guest.BY_THE_BOOK);
        assertThat(Setting.text(Set.of(Guest.BY_THE_BOOK, Guest.FREE))).isEqualTo("free+by-the-book");
        assertThatThrownBy(() -> some.parser().apply("free+by-the-bok"))
                .hasMessage("'by-the-bok' is not one of free, by-the-book; did you mean by-the-book?");
        assertThatThrownBy(() -> some.parser().apply("free+free")).hasMessage("'free' is named twice");
        assertThat(some.accepts("")).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "frames=2     | no scope setting 'frames'; there are [cpus, guest, large]",
                "CPUS=2       | no scope setting 'CPUS'; did you mean cpus? There are [cpus, guest, large]",
                "cpus=two     | scope setting cpus: 'two' is not a number",
                "cpus=        | scope setting cpus: '' is not a number",
                "cpus=0       | scope setting cpus: 0 is not within 1 to 8",
                "cpus=9       | scope setting cpus: 9 is not within 1 to 8",
                "cpus=3=4     | scope setting cpus: '3=4' is not a number",
                "guest=sdm    | scope setting guest: 'sdm' is not one of free, by-the-book",
                "guest=FREE   | scope setting guest: 'FREE' is not one of free, by-the-book; did you mean free?",
                "large=yes    | scope setting large: 'yes' is neither on nor off",
                "cpus         | 'cpus' is not of the form setting=value",
                "=2           | '=2' is not of the form setting=value",
                "cpus=3,      | '' is not of the form setting=value",
                "cpus=3,,     | '' is not of the form setting=value",
            })
    void aMistakeIsNamed(String changes, String message) {
        assertThatThrownBy(() -> SCOPE.with(changes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void settingsSayWhatTheyTake() {
        assertThat(CPUS.says()).isEqualTo("CPUs (1 to 8)");
        assertThat(GUEST.says()).isEqualTo("how guests behave (free, by-the-book)");
        assertThat(LARGE.says()).isEqualTo("large pages (on, off)");
        assertThat(List.of(CPUS.initial(), GUEST.initial(), LARGE.initial())).containsExactly("2", "free", "off");
        assertThat(CPUS.parser().apply("8")).isEqualTo(8);
        assertThat(CPUS.parser().apply("1")).isEqualTo(1);
    }
}
