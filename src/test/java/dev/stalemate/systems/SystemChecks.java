package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.decide.StateSearch;
import dev.stalemate.model.Action;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchResult;
import dev.stalemate.trace.Trace;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Questions to a system as its tests write them: claims by their ids, designs by their names, scopes as text. */
public final class SystemChecks {
    private final ModelSystem system;

    public SystemChecks(ModelSystem system) {
        this.system = system;
    }

    public Claim claim(String id) {
        return system.claims().stream()
                .filter(claim -> claim.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** A design where the named settings differ from their initial values, as claims have them. */
    public Model model(String design, String settings) {
        return system.model(
                system.design(design), Scope.of("test", system.settings()).with(settings));
    }

    /** Empty where the design can't have the scope, which is another hypervisor's. */
    public static Optional<Model> modelAt(ModelSystem system, Design design, Scope scope) {
        try {
            return Optional.of(system.model(design, scope));
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageMatching("scope setting [a-z-]+: .*");
            return Optional.empty();
        }
    }

    /** What an exhaustive search says of a property. */
    public static SearchResult search(Model model, String name) {
        return StateSearch.of(model, List.of(model.law(name)), Limits.none(), Monitor.SILENT);
    }

    /** The shortest run that violates a claim's property. */
    public Trace shortest(String id) {
        Claim claim = claim(id);
        return shortest(claim.model(), claim.law());
    }

    /** The shortest run that violates a property. */
    public static Trace shortest(Model model, String law) {
        return Trace.replay(model, search(model, law).outcomes().get(0).steps());
    }

    /** The steps of the shortest run, such as {@code map 0 0x0, unlock 0}: each an action and its arguments without their names. */
    public String steps(String id) {
        return shortest(id).steps().stream()
                .map(step -> (step.action().name() + " " + String.join(" ", step.texts())).strip())
                .collect(Collectors.joining(", "));
    }

    /** What the design does in the shortest run, each act with the number of its step. */
    public List<String> acts(String id) {
        Trace trace = shortest(id);
        return IntStream.range(0, trace.steps().size())
                .boxed()
                .flatMap(i -> trace.acts(i).stream().map(act -> "(" + (i + 1) + ") " + act))
                .toList();
    }

    /** What is said of the end of the shortest run. */
    public List<String> details(String id) {
        return details(shortest(id), claim(id).law());
    }

    /** What is said of the end of a run that violates a property. */
    public static List<String> details(Trace trace, String law) {
        return trace.model().law(law).explanation().of(trace.end()).details();
    }

    /** The names of the actions that a design has in a scope, with spaces between them. */
    public String actions(String design, String scope) {
        return system.model(system.design(design), system.scope(scope)).actions().stream()
                .map(Action::name)
                .collect(Collectors.joining(" "));
    }

    /** The state after some steps, each with its name and its arguments as numbers, such as {@code write 0 0}. */
    public static long[] after(Model model, String... steps) {
        return after(model, model.initial(), steps);
    }

    /** The same from a state on, which changes. */
    public static long[] after(Model model, long[] state, String... steps) {
        for (String step : steps) {
            String[] words = step.split(" ");
            Action action = model.actions().stream()
                    .filter(each -> each.name().equals(words[0]))
                    .findFirst()
                    .orElseThrow();
            long[] args =
                    Arrays.stream(words).skip(1).mapToLong(Long::parseLong).toArray();
            assertThat(action.guard().test(state, args)).as(step).isTrue();
            action.effect().apply(state, args);
        }
        return state;
    }
}
