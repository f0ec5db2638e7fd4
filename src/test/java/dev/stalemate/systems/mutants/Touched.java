package dev.stalemate.systems.mutants;

import dev.stalemate.decide.StateSearch;
import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchResult;
import dev.stalemate.systems.kvm.HostPage;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a design is asked in a scope, by steps and by properties, with its answers, and what it calls of its arguments there, with what it sees:
 * a mutant that changes nothing of it does what the design does.
 */
final class Touched {
    /** From so many different values of one thing on, any is taken to be among them. */
    private static final int MOST_VALUES = 1000;

    /** The answers to each method, with its arguments where these are constants alone. */
    private final Map<List<Object>, Set<Object>> answers = new ConcurrentHashMap<>();

    /** What each method was given, by its name and the position of the argument. */
    private final Map<List<Object>, Set<Object>> arguments = new ConcurrentHashMap<>();

    private final Map<List<Object>, View> views = new ConcurrentHashMap<>();
    private final Set<View> all = ConcurrentHashMap.newKeySet();

    private Touched() {}

    /** Whether a design was asked by a method, or, if that is named, called a method of an argument meanwhile. */
    boolean called(String method, String ofArgument) {
        return ofArgument.isEmpty()
                ? answers.keySet().stream()
                        .anyMatch(key -> ((Method) key.get(0)).getName().equals(method))
                : saw(method, Object.class, ofArgument, value -> true);
    }

    /** Whether one of its answers is so: to any call of a method, or to one with these constants. */
    boolean answered(Method method, Optional<Object[]> only, Predicate<Object> so) {
        return has(answers.get(call(method, only.orElse(new Object[0]))), so);
    }

    /** Whether one of a method's arguments was so. */
    boolean told(String method, int position, Predicate<Object> so) {
        return has(arguments.get(List.of(method, position)), so);
    }

    /** Whether something was so that a method saw in an argument, or in what that leads to. */
    boolean saw(String method, Class<?> of, String ofArgument, Predicate<Object> so) {
        List<Set<Object>> seen = all.stream()
                .filter(view -> view.asked.equals(method) && of.isAssignableFrom(view.type))
                .flatMap(view -> view.seen.entrySet().stream())
                .filter(what -> what.getKey().getName().equals(ofArgument))
                .map(Map.Entry::getValue)
                .toList();
        // A scope that says nothing of memory shows RAM alone.
        return seen.stream().anyMatch(values -> has(values, value -> !HostPage.RAM.equals(value)))
                && seen.stream().anyMatch(values -> has(values, so));
    }

    /** The most things that one call of a method asked for. */
    int requests(String method, int position) {
        return all.stream()
                .filter(view -> view.asked.equals(method) && view.position == position)
                .mapToInt(view -> view.requests.get())
                .max()
                .orElse(0);
    }

    private static boolean has(@Nullable Set<Object> values, Predicate<Object> so) {
        return values != null
                && (values.size() >= MOST_VALUES || values.stream().anyMatch(so));
    }

    private static <K> void keep(Map<K, Set<Object>> values, K key, Object value) {
        Set<Object> known = values.computeIfAbsent(key, any -> ConcurrentHashMap.newKeySet());
        if (known.size() < MOST_VALUES) {
            known.add(value);
        }
    }

    private static List<Object> call(Method method, Object... constants) {
        List<Object> call = new ArrayList<>(List.of(method));
        call.addAll(Arrays.asList(constants));
        return call;
    }

    private View view(Method asked, int position, Class<?> type) {
        return views.computeIfAbsent(List.of(asked, position), any -> new View(asked.getName(), position, type));
    }

    /** What is seen in an argument of a method, or in what that leads to. */
    private final class View {
        private final String asked;
        private final int position;
        private final Class<?> type;
        private final Map<Method, Set<Object>> seen = new ConcurrentHashMap<>();
        private final Map<Method, View> leadsTo = new ConcurrentHashMap<>();
        /** The most calls that were made of it while its design was asked once. */
        private final AtomicInteger requests = new AtomicInteger();

        View(String asked, int position, Class<?> type) {
            this.asked = asked;
            this.position = position;
            this.type = type;
            all.add(this);
        }

        Object of(Object argument) {
            int[] calls = {0};
            return EventMutants.proxy(type, (method, given) -> {
                Object answer = Calls.invoke(argument, method, given);
                if (!EventMutants.isTold(method) && ++calls[0] > requests.get()) {
                    requests.accumulateAndGet(calls[0], Math::max);
                }
                Class<?> shown = method.getReturnType();
                keep(seen, method, shown.isPrimitive() || shown.isRecord() ? answer : Calls.NOTHING);
                return shown.isInterface()
                        ? leadsTo.computeIfAbsent(method, any -> new View(asked, position, shown))
                                .of(answer)
                        : answer;
            });
        }
    }

    /** All of that, of a design in a scope. */
    static Touched of(ModelSystem system, Design design, Class<?> asked, Scope scope) {
        Touched touched = new Touched();
        Object recorded = EventMutants.proxy(asked, (method, arguments) -> {
            Class<?>[] types = method.getParameterTypes();
            boolean constants = true;
            for (int i = 0; i < types.length; i++) {
                constants &= types[i].isEnum();
                if (types[i].isInterface()) {
                    arguments[i] = touched.view(method, i, types[i]).of(arguments[i]);
                } else if (types[i] == boolean.class || types[i].isEnum()) {
                    keep(touched.arguments, List.of(method.getName(), i), arguments[i]);
                }
            }
            Object answer = Calls.invoke(design, method, arguments);
            keep(touched.answers, constants ? call(method, arguments) : call(method), answer);
            return answer;
        });
        Model model = system.model((Design) recorded, scope);
        Law asks = Law.always("asks", Breaks.COHERENCE, "nothing: it has every property asked")
                .holds(s -> {
                    for (Law law : model.laws()) {
                        // Whether runs have got to where progress leads is asked in states without its premise, too.
                        if (law.premise().test(s) || law.kind().isProgress()) {
                            law.holds().test(s);
                        }
                    }
                    return true;
                });
        SearchResult unused = StateSearch.of(model, List.of(asks), Limits.none(), Monitor.SILENT);
        return touched;
    }
}
