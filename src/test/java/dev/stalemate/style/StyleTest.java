package dev.stalemate.style;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules, on this checkout. */
class StyleTest {
    private static final Checkout HERE = Checkout.here();
    private static final List<Unit> UNITS = Unit.of(HERE);

    @Test
    void linesAreNotTooLong() {
        holds(LineRules.columns(HERE));
    }

    @Test
    void filesAreNotTooLong() {
        holds(LineRules.length(HERE));
    }

    @Test
    void methodsAreNotTooLong() {
        holds(JavaRules.methods(UNITS));
    }

    @Test
    void thereIsNoSpaceThatNobodySees() {
        holds(LineRules.space(HERE));
    }

    @Test
    void wordsAreTheUsualOnes() {
        holds(LineRules.words(HERE));
    }

    @Test
    void classesAreImported() {
        holds(JavaRules.qualifiedNames(UNITS));
    }

    @Test
    void methodsAreNamedInCamelCase() {
        holds(JavaRules.methodNames(UNITS));
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        holds(HouseRules.packages(HERE));
    }

    @Test
    void noTwoClassesHaveTheSameName() {
        holds(HouseRules.doubleNames(HERE));
    }

    @Test
    void everyClassIsUsed() {
        holds(HouseRules.deadClasses(HERE, UNITS));
    }

    @Test
    void everyFileIsNamedByAnother() {
        holds(FileRules.deadFiles(HERE));
    }

    @Test
    void everyLinkLeadsToAFile() {
        holds(FileRules.links(HERE));
    }

    private static void holds(List<Offence> offences) {
        assertThat(offences.stream().map(offence -> "\n" + offence)).isEmpty();
    }
}
