package dev.stalemate.counterexample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Act;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Elements;
import dev.stalemate.model.Field;
import dev.stalemate.model.Index;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Step;
import dev.stalemate.systems.Systems;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What designs are said to do in the steps of all counterexamples.
 *
 * <p>The texts are written down, so that a review sees each text that changes: run this test with {@code -Dacts.write} to write them. And
 * each element that a text names has to be one that its step is about.
 */
class ActsTest {
    private static final List<String> KINDS =
            List.of("gfn", "dfn", "mfn", "gpa", "cpu", "vcpu", "slot", "eptp", "root", "entry", "iommu", "device");
    private static final Pattern NAMED =
            Pattern.compile("\\b(" + String.join("|", KINDS) + ") (0x[0-9a-f]+|[0-9]+)\\b", Pattern.CASE_INSENSITIVE);

    private static final int WALK = 100;

    /** It resolves the whole large leaf around the gfn that is touched, gfn by gfn. */
    private static final String OF_NEIGHBOURS = "epte_get_entry_emt()";

    @SuppressWarnings("UnusedVariable") // a source of parameters
    private static final List<ModelSystem> SYSTEMS = Systems.all();

    private record Run(String claim, Trace trace) {}

    private static List<Run> runs(ModelSystem system) throws IOException, BadFileException {
        List<Run> runs = new ArrayList<>();
        for (Path file : SavedRuns.ofModels()) {
            Counterexample saved = CounterexampleReader.read(file);
            if (saved.system().equals(system.name())) {
                Trace trace = Check.of(saved, Systems.catalogue()).trace();
                runs.add(new Run(String.valueOf(saved.claim()), Objects.requireNonNull(trace)));
            }
        }
        return runs;
    }

    @ParameterizedTest
    @FieldSource("SYSTEMS")
    void theTextsAreAsWrittenDown(ModelSystem system) throws IOException, BadFileException {
        StringBuilder texts = new StringBuilder();
        for (Run run : runs(system)) {
            for (int i = 0; i < run.trace.steps().size(); i++) {
                for (Act act : run.trace.acts(i)) {
                    texts.append(run.claim)
                            .append(" (")
                            .append(i + 1)
                            .append(") ")
                            .append(act)
                            .append('\n');
                }
            }
        }
        walked(system).forEach(act -> texts.append("walk ").append(act).append('\n'));
        Path written = Path.of("src/test/resources/acts/" + system.name() + ".txt");
        if (System.getProperty("acts.write") != null) {
            Files.writeString(written, texts);
        }
        assertThat(texts.toString().lines().toList()).isEqualTo(Files.readAllLines(written));
    }

    /** What is told in a walk through the model of each claim, so that what no counterexample does is written down, too. */
    private static Set<String> walked(ModelSystem system) {
        Set<String> told = new TreeSet<>();
        for (Claim claim : system.claims()) {
            Model model = claim.model();
            SplittableRandom random = new SplittableRandom(1);
            long[] state = model.initial();
            for (int i = 0; i < WALK; i++) {
                long[] at = state;
                List<Step> possible =
                        model.steps().stream().filter(step -> step.enabled(at)).toList();
                if (possible.isEmpty()) {
                    break;
                }
                Step step = possible.get(random.nextInt(possible.size()));
                model.layout().acts().during(() -> step.apply(at)).forEach(act -> told.add(act.toString()));
            }
        }
        return told;
    }

    @ParameterizedTest
    @FieldSource("SYSTEMS")
    void eachElementThatATextNamesIsOneOfItsStep(ModelSystem system) throws IOException, BadFileException {
        Set<String> foreign = new HashSet<>();
        for (Run run : runs(system)) {
            for (int i = 0; i < run.trace.steps().size(); i++) {
                Set<String> known = known(run.trace, i);
                for (Act act : run.trace.acts(i)) {
                    Matcher named = NAMED.matcher(act.toString());
                    while (named.find()) {
                        if (!act.function().equals(OF_NEIGHBOURS)
                                && !known.contains(named.group().toLowerCase(Locale.ROOT))) {
                            foreign.add(named.group() + " in " + run.claim + " (" + (i + 1) + ") " + act);
                        }
                    }
                }
            }
        }
        assertThat(foreign).isEmpty();
    }

    /**
     * The elements that a step names, reads or changes, and those that are the values of these, such as {@code vcpu 0}. Elements that can't
     * change are not read; where there is only one of a kind, or only one value, a text can't name another. A CPU's arguments may be read only
     * to tell them.
     */
    private static Set<String> known(Trace trace, int i) {
        Set<String> known = new HashSet<>();
        Step step = trace.steps().get(i);
        for (int p = 0; p < step.texts().size(); p++) {
            known.add(step.action().parameters().get(p).name() + " "
                    + step.texts().get(p));
        }
        Elements elements = Elements.of(trace.model().layout());
        for (Field field : trace.model().layout().fields()) {
            field.indices().stream()
                    .filter(index -> index.size() == 1)
                    .forEach(index -> known.add(index.inWords(0).toLowerCase(Locale.ROOT)));
            for (int e = 0; e < field.size(); e++) {
                if (field.width() == 0 || isOf(step, field, e)) {
                    add(known, trace, i, field, e);
                }
            }
        }
        trace.reads(i).stream().forEach(n -> add(known, trace, i, elements.field(n), elements.element(n)));
        trace.changes(i).forEach(change -> add(known, trace, i, change.field(), change.number()));
        return known;
    }

    /** Whether an element belongs to the CPU that takes a step. */
    private static boolean isOf(Step step, Field field, int element) {
        if (field.indices().isEmpty() || step.texts().isEmpty()) {
            return false;
        }
        Index first = field.indices().get(0);
        return first.name().equals(step.action().parameters().get(0).name())
                && element / (field.size() / first.size()) == step.arg(0);
    }

    private static void add(Set<String> known, Trace trace, int i, Field field, int element) {
        int rest = element;
        for (int k = field.indices().size() - 1; k >= 0; k--) {
            Index index = field.indices().get(k);
            String name = index.inWords(rest % index.size()).toLowerCase(Locale.ROOT);
            known.add(name);
            known.add(name.replaceFirst("^gfn", "dfn")); // the same number, where the tables are shared
            rest /= index.size();
        }
        for (int at = i; at <= i + 1; at++) {
            String value = field.text(trace.state(at), element).toLowerCase(Locale.ROOT);
            Matcher named = NAMED.matcher(value);
            while (named.find()) {
                known.add(named.group());
            }
            for (String word : value.split("[ ,:]+", -1)) {
                if (field.choices() != 2 || word.startsWith("0x")) { // else it is a flag
                    KINDS.forEach(kind -> known.add(kind + " " + word));
                }
            }
        }
    }
}
