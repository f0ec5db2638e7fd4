package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Law;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A sentence of a claim, a design, a property or a scenario is read alone, in a list or on a page: it leans on no other one. */
class SentencesTest {
    /** A first word that points at a sentence before. */
    private static final Pattern BEGINNING = Pattern.compile(
            "^(?:again|also|and|another|besides|but|here|it|its|likewise|or|so|such|that|their|them|then|these|they|this|those)\\b.*",
            Pattern.CASE_INSENSITIVE);

    /** What points at a sentence before from within one. "The same" may only be followed by what is the same. */
    private static final Pattern WITHIN = Pattern.compile(
            ".*\\b(?:as above|likewise|so, too|this one|the same"
                    + "(?=[,.:;)]|$| (?:as|asked|but|costs?|design|for|if|in|of|on|where|with|without|while)\\b)).*",
            Pattern.CASE_INSENSITIVE);

    /** In a claim's sentence "too" and "either" add to a sentence before; a second sentence may lean on the first one. */
    private static final Pattern ADDING =
            Pattern.compile("(?:(?![.;:] ).)*(?:,? too|\\beither)(?:[.,:;]|$).*", Pattern.CASE_INSENSITIVE);

    @SuppressWarnings("UnusedVariable") // a source of parameters
    private static final List<ModelSystem> SYSTEMS = Systems.all();

    @ParameterizedTest
    @FieldSource("SYSTEMS")
    void everySentenceStandsByItself(ModelSystem system) {
        Map<String, String> said = new LinkedHashMap<>();
        said.put("system", system.says());
        system.designs().forEach(design -> said.put("design " + design.name(), design.says()));
        system.settings().forEach(setting -> said.put("setting " + setting.name(), setting.says()));
        system.scenarios().forEach(scenario -> said.put("scenario " + scenario.name(), scenario.says()));
        Scope small = system.scope("small");
        for (Claim claim : system.claims()) {
            said.put("claim " + claim.id(), claim.says());
            if (claim.finding() != null) {
                said.put("finding " + claim.id(), claim.finding().why());
            }
            for (Law law : claim.model().laws()) {
                said.put("property " + law.name(), law.says());
            }
        }
        system.model(system.designs().get(0), small)
                .laws()
                .forEach(law -> said.put("property " + law.name(), law.says()));
        said.values().removeIf(SentencesTest::standsByItself);
        assertThat(said).isEmpty();
    }

    private static boolean standsByItself(String sentence) {
        return !BEGINNING.matcher(sentence).matches()
                && !WITHIN.matcher(sentence).matches()
                && !ADDING.matcher(sentence).matches();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the same, if frames may be touched while CD=1",
                "The same for a domain with an IOMMU.",
                "The same design, when a frame leaves the host table.",
                "up to 8af4b47f06 the same was done, the same as before",
                "but a page touched in between keeps a stale leaf",
                "and INVEPT with them",
                "It costs an exit for each table",
                "This is what the lock is for",
                "Then restoring costs nothing",
                "4.16 types a BAR UC+IPAT, too.",
                "no grant leaves a stale leaf either.",
                "as above, with two vCPUs",
                "Such a write marks everything.",
                "also while the domain is created"
            })
    void aSentenceThatLeansOnAnotherIsNoticed(String sentence) {
        assertThat(standsByItself(sentence)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "two vCPUs exit on the same mark",
                "With the lock, all roots lie in the same 4 GiB.",
                "a name tells too many lines apart",
                "Up to 588d961d15 (2021) one flag served all. It was taken by any vCPU, too."
            })
    void whatIsTheSameMaySaySo(String sentence) {
        assertThat(standsByItself(sentence)).isTrue();
    }

    @Test
    void patternsNameWords() {
        assertThat(standsByItself("itself")).isTrue();
    }
}
