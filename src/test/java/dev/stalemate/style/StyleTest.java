package dev.stalemate.style;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rules, on this checkout. */
class StyleTest {
    private static final Checkout HERE = Checkout.here();
    private static final List<Unit> UNITS = Unit.of(HERE);
    private static final List<String> EXCEPTIONS =
            TextFile.read("src/test/resources/style/exceptions.txt").lines();

    @Test
    void linesAreNotTooLong() {
        holds(LineRules.columns(HERE), "columns");
    }

    @Test
    void filesAreNotTooLong() {
        holds(LineRules.length(HERE));
    }

    @Test
    void methodsAreNotTooLong() {
        holds(JavaRules.methods(UNITS), "methods");
    }

    @Test
    void thereIsNoSpaceThatNobodySees() {
        holds(LineRules.space(HERE));
    }

    @Test
    void wordsAreTheUsualOnes() {
        holds(LineRules.words(HERE), "words");
    }

    @Test
    void classesAreImported() {
        holds(JavaRules.qualifiedNames(UNITS), "imports");
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
        holds(HouseRules.doubleNames(HERE), "doubles");
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

    /** No offence. */
    private static void holds(List<Offence> offences) {
        holds(offences, "");
    }

    /** No offence, but for those in files that are listed for the rule, each on a line with its name; and none is listed in vain. */
    private static void holds(List<Offence> offences, String rule) {
        Set<String> listed = EXCEPTIONS.stream()
                .filter(line -> line.startsWith(rule + " "))
                .map(line -> line.substring(rule.length() + 1))
                .collect(Collectors.toSet());
        Set<String> unneeded = new TreeSet<>(listed);
        offences.forEach(offence -> unneeded.remove(offence.file().name()));

        assertThat(offences.stream()
                        .filter(offence -> !listed.contains(offence.file().name()))
                        .map(offence -> "\n" + offence))
                .isEmpty();
        assertThat(unneeded).as("exceptions that are not needed any more").isEmpty();
    }
}
