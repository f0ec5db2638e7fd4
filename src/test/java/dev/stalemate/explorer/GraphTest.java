package dev.stalemate.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.primitives.ImmutableLongArray;
import dev.stalemate.decide.StateSearch;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Step;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.systems.Systems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The graph of a small scope is all of it; that of a larger one is what is around the run. */
class GraphTest {
    private static final Catalogue SYSTEMS = Systems.catalogue();

    private static RequestBody asked(String system, String design, String scope, String law, List<String> steps)
            throws BadRequestException {
        String property = law.isEmpty() ? "" : "\"property\": \"" + law + "\", ";
        String body = "{\"system\": \"" + system + "\", \"variant\": \"" + design + "\", \"scope\": \"" + scope + "\", "
                + property + "\"steps\": ["
                + String.join(", ", steps.stream().map(s -> "\"" + s + "\"").toList()) + "]}";
        return RequestBody.read(body.getBytes(StandardCharsets.UTF_8), SYSTEMS);
    }

    private static JsonNode graph(String system, String design, String scope, String law, List<String> steps)
            throws BadRequestException {
        return graph(Limits.none(), Monitor.SILENT, asked(system, design, scope, law, steps));
    }

    private static JsonNode graph(Limits limits, Monitor monitor, RequestBody asked) throws BadRequestException {
        return new Exploration(SYSTEMS, limits, Path.of("unused"), "test", "stalemate")
                .graph(asked)
                .apply(monitor);
    }

    private static Model model(String system, String design, String scope) {
        ModelSystem owner = SYSTEMS.system(system);
        return owner.build(owner.design(design), owner.scope(scope));
    }

    /** The steps of the way to a state, and the state. */
    private static long[] follow(JsonNode graph, int number, Model model, List<Step> run) {
        JsonNode node = graph.get("nodes").get(number);
        long[] state = model.initial();
        if (node.get("from").asInt() < 0) {
            run.forEach(step -> step.apply(state));
            return state;
        }
        long[] before = follow(graph, node.get("from").asInt(), model, run);
        Step by = step(
                model,
                graph.get("steps").get(node.get("by").asInt()).get("text").asText());
        assertThat(by.enabled(before)).isTrue();
        by.apply(before);
        return before;
    }

    @ParameterizedTest
    @CsvSource({
        "xen-ept, xen-4.17.7, small, no-stale",
        "iotlb, unmap-says-absent, small, flushed-before-free",
        "kvm, cd0-zaps-non-wb, 'vcpus=1,init=2ff:c06,guest=sdm', no-stale-quiescent",
        "kvm-mmu, ignores-dead-roots, deletes, ''"
    })
    void aSmallScopeIsShownWhole(String system, String design, String scope, String law) throws BadRequestException {
        JsonNode graph = graph(system, design, scope, law, List.of());
        Model model = model(system, design, scope);
        Law never = Law.always("never", Law.Breaks.SPEED, "nothing").holds(s -> true);
        assertThat(graph.get("whole").asBoolean()).isTrue();
        assertThat(graph.get("complete").asBoolean()).isTrue();
        assertThat(graph.get("nodes"))
                .hasSize((int) StateSearch.of(model, List.of(never), Limits.none(), Monitor.SILENT)
                        .states());
        Set<ImmutableLongArray> states = new HashSet<>();
        for (int i = 0; i < graph.get("nodes").size(); i++) {
            long[] state = follow(graph, i, model, List.of());
            states.add(ImmutableLongArray.copyOf(state));
            List<String> violated = new ArrayList<>();
            graph.get("nodes").get(i).get("violates").forEach(name -> violated.add(name.asText()));
            assertThat(violated)
                    .containsExactlyElementsOf((law.isEmpty() ? model.laws() : List.of(model.law(law)))
                            .stream()
                                    .filter(each -> each.violatedBy(state))
                                    .map(Law::name)
                                    .toList());
        }
        assertThat(states).hasSameSizeAs(graph.get("nodes"));
        assertThat(graph.get("path")).hasSize(1);
    }

    @Test
    void ofALargerScopeTheStatesAreShownThatAreWithinTwoStepsOfTheRun() throws BadRequestException {
        List<String> run = List.of("touch vcpu=0 gpa=0x0", "set-cd vcpu=0");
        JsonNode graph = graph("kvm", "linux-6.7", "small", "", run);
        assertThat(graph.get("whole").asBoolean()).isFalse();
        assertThat(graph.get("complete").asBoolean()).isTrue();
        Model model = model("kvm", "linux-6.7", "small");
        Set<ImmutableLongArray> around = new HashSet<>();
        long[] state = model.initial();
        around(model, state, 2, around);
        for (String text : run) {
            step(model, text).apply(state);
            around(model, state, 2, around);
        }
        assertThat(graph.get("nodes")).hasSameSizeAs(around);
        assertThat(graph.get("path")).hasSize(3).doesNotHaveDuplicates().noneMatch(number -> number.asInt() < 0);
    }

    private static Step step(Model model, String text) {
        return model.steps().stream()
                .filter(s -> s.toString().equals(text))
                .findFirst()
                .orElseThrow();
    }

    private static void around(Model model, long[] state, int distance, Set<ImmutableLongArray> states) {
        states.add(ImmutableLongArray.copyOf(state));
        for (Step step : distance == 0 ? List.<Step>of() : model.steps()) {
            long[] next = state.clone();
            if (step.enabled(next)) {
                step.apply(next);
                around(model, next, distance - 1, states);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"kvm, linux-6.7, 'small,vcpus=3'", "amd-iommu, four-levels, wide", "nested-ept, xen-now, wide"})
    void statesAndStepsAreBounded(String system, String design, String scope) throws BadRequestException {
        List<String> run = new ArrayList<>();
        Model model = model(system, design, scope);
        long[] state = model.initial();
        for (int i = 0; i < 6; i++) {
            Step next = model.steps().stream()
                    .filter(s -> s.enabled(state))
                    .findFirst()
                    .orElseThrow();
            next.apply(state);
            run.add(next.toString());
        }
        JsonNode graph = graph(system, design, scope, "", run);
        assertThat(graph.get("whole").asBoolean()).isFalse();
        assertThat(graph.get("complete").asBoolean()).isFalse();
        assertThat(graph.get("nodes")).hasSize(Graph.MOST_STATES);
        assertThat(graph.get("path")).hasSize(7).noneMatch(number -> number.asInt() < 0);
    }

    @Test
    void ofALongRunTheEndIsShown() throws BadRequestException {
        List<String> run = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            run.add(i % 2 == 0 ? "set-cd vcpu=0" : "clear-cd vcpu=0");
        }
        JsonNode graph = graph("kvm", "linux-6.7", "small", "", run);
        assertThat(graph.get("path")).hasSize(10_001);
        Set<String> different = new HashSet<>();
        graph.get("path").forEach(number -> different.add(number.asText()));
        assertThat(different).hasSize(2);
    }

    @Test
    void whoStopsItGetsWhatThereIs() throws BadRequestException {
        RequestBody asked = asked("xen-ept", "xen-4.17.7", "small", "", List.of());
        JsonNode late = graph(Limits.none().withTime(Duration.ZERO), Monitor.SILENT, asked);
        assertThat(late.get("whole").asBoolean()).isFalse();
        assertThat(late.get("complete").asBoolean()).isFalse();
        assertThat(late.get("nodes")).hasSize(1);
    }

    @Test
    void aDeadlockIsMarked() throws BadRequestException {
        Model model = model("zap-list", "lock-kept", "vcpus=2,ranges=1");
        Law law = model.law("deadlock-free");
        List<String> run =
                StateSearch.of(model, List.of(law), Limits.none(), Monitor.SILENT).outcome(law).steps().stream()
                        .map(Step::toString)
                        .toList();
        JsonNode graph = graph("zap-list", "lock-kept", "vcpus=2,ranges=1", law.name(), run);
        int end = graph.get("path").get(run.size()).asInt();
        assertThat(graph.get("nodes").get(end).get("violates").get(0).asText()).isEqualTo(law.name());
        assertThat(graph.get("nodes").get(graph.get("path").get(0).asInt()).get("violates"))
                .isEmpty();
    }

    @Test
    void anUnknownPropertyIsRefused() throws BadRequestException {
        RequestBody asked = asked("kvm", "linux-6.7", "small", "nothing", List.of());
        assertThatThrownBy(() -> graph(Limits.none(), Monitor.SILENT, asked))
                .isInstanceOf(BadRequestException.class)
                .hasMessageStartingWith("no property 'nothing'");
    }
}
