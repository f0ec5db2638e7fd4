package dev.stalemate.search.level;

import com.google.common.collect.Maps;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.RandomSystem;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A search that is written to be simple, not fast: a hash map of printed states, and a queue. The results of the real search are compared
 * with its results.
 *
 * @param distances for each state its distance from the initial one
 * @param transitions steps taken, the start counted as one
 * @param taken how often each action was taken
 * @param answers what it says of each property
 */
record NaiveSearch(Map<Object, Integer> distances, long transitions, Map<String, Long> taken, List<Answer> answers) {
    /**
     * What is known of a property.
     *
     * @param verdict over the whole space
     * @param shortest steps to the nearest state that decides it, or -1
     * @param premises states in which the premise held
     */
    record Answer(Verdict verdict, int shortest, long premises) {}

    private record Move<S>(String label, Predicate<S> enabled, UnaryOperator<S> after) {}

    private record Question<S>(boolean always, Predicate<S> premise, Predicate<S> decides) {}

    int depth() {
        return Collections.max(distances.values());
    }

    /** Searches a system that is given by tables, on lists of numbers. */
    static NaiveSearch of(RandomSystem system) {
        List<Move<List<Integer>>> moves = new ArrayList<>();
        for (int i = 0; i < system.rules().size(); i++) {
            int rule = i;
            int size = system.rules().get(i).size();
            for (int a = 0; a < size; a++) {
                int arg = a;
                moves.add(new Move<>(
                        // If its only argument is fixed, the label of a family has the argument.
                        "rule-" + i + (size == 1 ? " arg=0" : ""),
                        s -> system.enabled(s, rule, arg),
                        s -> system.after(s, rule, arg)));
            }
        }
        List<Question<List<Integer>>> questions = new ArrayList<>();
        for (int i = 0; i < system.demands().size(); i++) {
            int law = i;
            boolean always = system.demands().get(i).always();
            questions.add(new Question<>(always, s -> !always || system.premise(s, law), s -> system.passes(s, law)));
        }
        return search(system.initial(), s -> s, moves, questions);
    }

    /** Searches any model, telling states apart by what they print. */
    static NaiveSearch of(Model model, Law... laws) {
        Layout layout = model.layout();
        List<Move<long[]>> moves = new ArrayList<>();
        for (Step step : model.steps()) {
            moves.add(new Move<>(step.action().label(), step::enabled, s -> {
                long[] next = s.clone();
                step.apply(next);
                return next;
            }));
        }
        List<Question<long[]>> questions = new ArrayList<>();
        for (Law p : laws) {
            boolean always = p.kind() == Law.Kind.ALWAYS;
            questions.add(
                    new Question<>(always, p.premise()::test, s -> p.holds().test(s) != always));
        }
        return search(model.initial(), layout::describe, moves, questions);
    }

    private static <S> NaiveSearch search(
            S initial, Function<S, Object> print, List<Move<S>> moves, List<Question<S>> questions) {
        Map<Object, Integer> distances = new LinkedHashMap<>();
        Map<String, Long> taken = new LinkedHashMap<>();
        moves.forEach(m -> taken.put(m.label(), 0L));
        Queue<S> queue = new ArrayDeque<>();
        List<S> order = new ArrayList<>();
        distances.put(print.apply(initial), 0);
        queue.add(initial);
        long transitions = 1;
        while (!queue.isEmpty()) {
            S state = queue.remove();
            order.add(state);
            int distance = distances.getOrDefault(print.apply(state), 0);
            for (Move<S> move : moves) {
                if (move.enabled().test(state)) {
                    transitions++;
                    taken.merge(move.label(), 1L, Long::sum);
                    S next = move.after().apply(state);
                    if (distances.putIfAbsent(print.apply(next), distance + 1) == null) {
                        queue.add(next);
                    }
                }
            }
        }
        // States were found in the order of their distances.
        List<Integer> inOrder = List.copyOf(distances.values());
        List<Answer> answers =
                questions.stream().map(q -> answer(q, order, inOrder)).toList();
        return new NaiveSearch(distances, transitions, taken, answers);
    }

    private static <S> Answer answer(Question<S> question, List<S> states, List<Integer> distances) {
        int shortest = -1;
        long premises = 0;
        for (int n = 0; n < states.size(); n++) {
            if (question.premise().test(states.get(n))) {
                premises++;
                if (shortest < 0 && question.decides().test(states.get(n))) {
                    shortest = distances.get(n);
                }
            }
        }
        if (shortest >= 0) {
            return new Answer(question.always() ? Verdict.VIOLATED : Verdict.HOLDS, shortest, premises);
        }
        Verdict never = premises == 0 ? Verdict.VACUOUS : Verdict.HOLDS;
        return new Answer(question.always() ? never : Verdict.VIOLATED, shortest, premises);
    }

    /** Everything in which the result of an exhausted search differs. */
    List<String> differences(SearchResult result) {
        List<String> differences = new ArrayList<>();
        compare(differences, "states", (long) distances.size(), result.states());
        compare(differences, "transitions", transitions, result.transitions());
        compare(differences, "depth", depth(), result.depth());
        compare(differences, "taken", taken, Maps.transformValues(result.fired(), SearchResult.Fired::taken));
        differences.addAll(differencesInAnswers(result));
        return differences;
    }

    /** Everything about the properties in which the result of a search differs that may have ended with its last answer. */
    List<String> differencesInAnswers(SearchResult result) {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            Answer answer = answers.get(i);
            Outcome outcome = result.outcomes().get(i);
            String name = outcome.law().name();
            compare(differences, name + " verdict", answer.verdict(), outcome.verdict());
            int shortest = Math.max(0, answer.shortest());
            compare(differences, name + " steps", shortest, outcome.steps().size());
            if (answer.shortest() < 0) {
                compare(differences, name + " premises", answer.premises(), outcome.premiseHeld());
            }
        }
        return differences;
    }

    private static void compare(List<String> differences, String what, Object naive, Object real) {
        if (!naive.equals(real)) {
            differences.add(what + " should be " + naive + " and is " + real);
        }
    }
}
