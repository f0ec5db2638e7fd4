package dev.stalemate.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.SavedRuns;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Field;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.View;
import dev.stalemate.report.OtherDesign;
import dev.stalemate.systems.Systems;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RunJsonTest {
    private static final Catalogue SYSTEMS = Systems.catalogue();

    private record Saved(Counterexample counterexample, Check.Result result, ModelSystem system) {
        static Saved read(Path file) throws BadFileException {
            Counterexample c = CounterexampleReader.read(file);
            ModelSystem system = SYSTEMS.system(c.system());
            return new Saved(c, Check.of(c, SYSTEMS), system);
        }

        static Saved of(String stem) throws BadFileException {
            return read(SavedRuns.file(stem + ".json"));
        }

        Trace trace() {
            return Objects.requireNonNull(result.trace());
        }

        OtherDesign.Holding holding() {
            return Objects.requireNonNull(
                    OtherDesign.holding(trace(), Objects.requireNonNull(result.law()), system, counterexample.claim()));
        }
    }

    /** What a page makes of the data: each element's text after so many steps, by its name. */
    private static Map<String, String> rebuilt(JsonNode states, int after) {
        List<String> names = new ArrayList<>();
        for (JsonNode field : states.get("fields")) {
            List<String> all = List.of("");
            for (JsonNode index : field.get("indices")) {
                List<String> longer = new ArrayList<>();
                for (String places : all) {
                    String before = (places.isEmpty() ? places : places + ", ")
                            + index.get("name").asText() + " ";
                    index.get("labels").forEach(label -> longer.add(before + label.asText()));
                }
                all = longer;
            }
            String joint = field.has("view") ? " for " : " of ";
            all.forEach(places -> names.add(field.get("name").asText() + (places.isEmpty() ? "" : joint + places)));
        }
        int[] texts = new int[names.size()];
        for (int e = 0; e < texts.length; e++) {
            texts[e] = states.get("initial").get(e).asInt();
        }
        for (int i = 0; i < after; i++) {
            states.get("steps")
                    .get(i)
                    .get("set")
                    .forEach(set -> texts[set.get(0).asInt()] = set.get(1).asInt());
        }
        Map<String, String> state = new LinkedHashMap<>();
        for (int e = 0; e < texts.length; e++) {
            state.put(names.get(e), states.get("texts").get(texts[e]).asText());
        }
        return state;
    }

    @Test
    void thePageRebuildsEveryStateOfEveryCounterexample() throws IOException, BadFileException {
        int states = 0;
        for (Path file : SavedRuns.ofModels()) {
            Saved saved = Saved.read(file);
            JsonNode json = RunJson.of(saved.system, saved.trace()).get("states");
            for (int after = 0; after <= saved.trace().steps().size(); after++) {
                assertThat(rebuilt(json, after))
                        .as("%s after %s", file, after)
                        .containsExactlyEntriesOf(
                                inWords(saved.trace().model(), saved.trace().state(after)));
                states++;
            }
        }
        assertThat(states).isGreaterThan(1000);
    }

    private static Map<String, String> inWords(Model model, long[] state) {
        Map<String, String> words = new LinkedHashMap<>();
        for (Field field : model.layout().fields()) {
            for (int e = 0; field.width() > 0 && e < field.size(); e++) {
                assertThat(words.put(field.inWords(e), field.inWords(state, e))).isNull();
            }
        }
        for (View view : model.views()) {
            for (int e = 0; e < view.size(); e++) {
                assertThat(words.put(view.inWords(e), view.text().of(state, e))).isNull();
            }
        }
        return words;
    }

    @Test
    void theScopeOfEveryCounterexampleHasATextThatMakesItAgain() throws IOException, BadFileException {
        for (Path file : SavedRuns.ofModels()) {
            Saved saved = Saved.read(file);
            Scope scope = saved.trace().model().scope();
            assertThat(saved.system.scope(saved.system.text(scope)).changes())
                    .as("%s", file)
                    .isEqualTo(scope.changes());
        }
    }

    @Test
    void aViolationIsReportedAsTheTerminalTellsIt() throws BadFileException {
        Saved saved = Saved.of("kvm-K3");
        ObjectNode json = RunJson.of(saved.system, saved.trace());
        RunJson.judge(json, saved.trace(), Objects.requireNonNull(saved.result.law()));
        JsonNode conclusion = json.get("conclusion");
        assertThat(conclusion.get("at").asInt()).isEqualTo(6);
        assertThat(conclusion.get("details").get(0).asText()).startsWith("gpa 0x0 has UC, would get WB now");
        assertThat(conclusion.get("breaks").asText()).startsWith("speed");
    }

    @Test
    void besideItIsTheDesignThatGoesAlongFurthest() throws BadFileException {
        OtherDesign.Holding holding = Saved.of("kvm-K3").holding();
        assertThat(holding.claim().id()).isEqualTo("K4");
        assertThat(holding.beside().parts()).isEqualTo(6);
        assertThat(holding.beside().stops()).isEmpty();
    }

    @Test
    void aFixOfItsOwnComesFirst() throws BadFileException {
        assertThat(Saved.of("iotlb-H20").holding().claim().id()).isEqualTo("H20fix");
        assertThat(Saved.of("ept-flush-H15").holding().claim().id()).isEqualTo("H15fix");
    }

    @Test
    void whatStandsBesideIsNeverViolatedAndAlwaysParts() throws IOException, BadFileException {
        int shown = 0;
        for (Path file : SavedRuns.ofModels()) {
            Saved saved = Saved.read(file);
            OtherDesign.Holding holding = OtherDesign.holding(
                    saved.trace(),
                    Objects.requireNonNull(saved.result.law()),
                    saved.system,
                    saved.counterexample.claim());
            if (holding != null) {
                Trace other = holding.beside().trace();
                assertThat(other.firstViolation(other.model().law(saved.counterexample.law())))
                        .as("%s beside %s", holding.claim().id(), file)
                        .isNegative();
                assertThat(holding.beside().parts())
                        .as("%s", file)
                        .isBetween(0, saved.trace().steps().size());
                shown++;
            }
        }
        assertThat(shown).isGreaterThan(100);
    }

    @Test
    void aDesignThatCannotGoOnSaysWhichStepItLacks() throws BadFileException {
        Saved saved = Saved.of("zap-list-K15i");
        OtherDesign beside = OtherDesign.of(
                saved.trace(),
                saved.system.model(
                        saved.system.design("sketch"), saved.trace().model().scope()));
        assertThat(beside.trace().steps()).hasSize(17);
        assertThat(beside.stops()).isEqualTo("step (18) last-unlock vcpu=0 isn't possible there");
        assertThat(beside.parts()).isEqualTo(17);
    }
}
