package dev.stalemate.counterexample;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.stalemate.model.Field;
import dev.stalemate.model.Index;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Step;
import dev.stalemate.model.View;
import dev.stalemate.systems.SystemChecks;
import dev.stalemate.systems.Systems;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What is shown beside the fields of the states under counterexamples/, and the places of every system. */
final class ShownCounterexamplesTest {
    @SuppressWarnings("UnusedVariable") // a source of parameters
    private static final List<ModelSystem> SYSTEMS = Systems.all();

    private static final Pattern LEAF = Pattern.compile(
            "gfn 0x(?<gfn>[0-9a-f]+)(?<large> to 0x\\S+)? \\((?<kind>\\S+)\\) has (?<type>[^\\s,:]+).*");

    private record Run(Trace trace, Law law) {
        Model model() {
            return trace.model();
        }

        View view(String name) {
            return model().views().stream()
                    .filter(v -> v.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<Run> runs() throws IOException {
        List<Run> runs = new ArrayList<>();
        for (Path file : SavedRuns.ofModels()) {
            runs.add(run(file));
        }
        return runs;
    }

    private static List<Run> runs(String system) throws IOException {
        return runs().stream()
                .filter(run -> run.model().system().equals(system))
                .toList();
    }

    private static Run run(Path file) {
        try {
            Check.Result result = Check.of(CounterexampleReader.read(file), Systems.catalogue());
            return new Run(Objects.requireNonNull(result.trace()), Objects.requireNonNull(result.law()));
        } catch (BadFileException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyViewCanBeShownInEveryStateAndChangesNone() throws IOException {
        Set<String> shown = new HashSet<>();
        for (Run run : runs()) {
            for (int after = 0; after <= run.trace.steps().size(); after++) {
                long[] state = run.trace.state(after);
                for (View view : run.model().views()) {
                    for (int e = 0; e < view.size(); e++) {
                        assertThat(view.text().of(state, e))
                                .as(view.elementName(e))
                                .isNotNull();
                        shown.add(view.elementName(e));
                    }
                    assertThat(state).as(view.name()).isEqualTo(run.trace.state(after));
                }
            }
            assertThat(Stream.concat(
                            run.model().views().stream().map(View::name),
                            run.model().layout().fields().stream().map(f -> f.name())))
                    .doesNotHaveDuplicates();
        }
        assertThat(shown).contains("mtrr[0][0x80000]", "would get[0x0]", "access[0][0x0]", "dma[0][0x0]", "leaf[0x0]");
    }

    @Test
    void aLeafThatIsJustInstalledIsWhatTheFrameWouldGet() throws IOException {
        int touches = 0;
        for (Run run : runs("kvm")) {
            View wouldGet = run.view("would get");
            for (int i = 0; i < run.trace.steps().size(); i++) {
                Step step = run.trace.steps().get(i);
                if (step.action().name().equals("touch")) {
                    touches++;
                    int touched = (int) step.arg(1);
                    long[] after = run.trace.state(i + 1);
                    assertThat(Splitter.on(" or ").splitToList(wouldGet.text().of(after, touched)))
                            .contains(leaf(run.model()).text(after, touched));
                }
            }
        }
        assertThat(touches).isGreaterThan(10);
    }

    private static Field leaf(Model model) {
        return model.layout().fields().stream()
                .filter(field -> field.name().equals("ept") || field.name().equals("npt"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLeafByGfnIsTheOneThatTheExplanationNames() throws IOException {
        int leaves = 0;
        for (Run run : runs("xen-ept")) {
            int at = run.trace.firstViolation(run.law);
            for (String line : run.law.explanation().of(run.trace.state(at)).details()) {
                Matcher named = LEAF.matcher(line);
                if (named.matches()) {
                    leaves++;
                    String type = named.group("type") + (named.group("large") == null ? "" : " large");
                    int gfn = Integer.parseInt(named.group("gfn"), 16);
                    assertThat(run.view("leaf").text().of(run.trace.state(at), gfn))
                            .isEqualTo(type + " " + named.group("kind"));
                }
            }
        }
        assertThat(leaves).isGreaterThan(20);
    }

    @Test
    void aMarkIsShownInThePlaceOfALeafsType() throws IOException {
        Run run = run(Path.of("counterexamples/xen-ept/X2b-xen-4.17.7.json"));
        List<String> leaves = IntStream.rangeClosed(0, run.trace.steps().size())
                .mapToObj(after -> run.view("leaf").text().of(run.trace.state(after), 1))
                .toList();
        assertThat(leaves).containsExactly("none", "WB+IPAT ram", "marked ram", "WB ram", "WB ram");
    }

    @ParameterizedTest
    @FieldSource("SYSTEMS")
    void whatIsKeptHasPlacesAndThoseAscend(ModelSystem system) {
        system.scopes().values().forEach(scope -> system.designs().stream()
                .flatMap(design -> SystemChecks.modelAt(system, design, scope).stream())
                .forEach(model -> keptHasPlaces(model.layout(), system.name())));
    }

    private static void keptHasPlaces(Layout layout, String system) {
        // the PATs that nested-pat keeps, and the only entry of split-entries, are in no address space
        assertThat(layout.places().isEmpty())
                .isEqualTo(layout.kept().isEmpty()
                        || Set.of("nested-pat", "split-entries").contains(system));
        assertThat(layout.places()).allSatisfy(place -> {
            List<Long> numbers = IntStream.range(0, place.size())
                    .mapToObj(i -> number(place, i))
                    .toList();
            assertThat(numbers).isSorted().doesNotHaveDuplicates();
        });
        assertThat(layout.kept()).isSubsetOf(layout.fields()).doesNotHaveDuplicates();
        layout.entries().forEach(entry -> assertThat(entry.parts())
                .extracting(part -> part.indices())
                .containsOnly(entry.parts().get(0).indices()));
    }

    /** Hex or not, digits ascend as their numbers do. A place that has only a name is where it stands. */
    private static long number(Index place, int i) {
        String text = place.text(i);
        if (!text.matches("(0x)?[0-9a-f]+")) {
            return i;
        }
        return Long.parseUnsignedLong(text.startsWith("0x") ? text.substring(2) : text, 16);
    }
}
