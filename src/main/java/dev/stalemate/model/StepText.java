package dev.stalemate.model;

import com.google.common.base.Splitter;
import dev.stalemate.text.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A step as a person writes it: an action, then its arguments in the order of its parameters, or by name, as {@code vcpu=0} or {@code vcpu
 * 0}. A word with {@code =} that names no parameter is two arguments, as in {@code wrmsr 0 def_type=E,FE,WB}.
 *
 * @param action the action's name
 * @param words the rest
 */
public record StepText(String action, List<String> words) {
    private static final int MOST_VALUES = 12;
    private static final Splitter BLANKS =
            Splitter.onPattern("\\s+").omitEmptyStrings().trimResults();

    public StepText {
        words = List.copyOf(words);
    }

    /** A step that was written down; not an empty text. */
    public static StepText of(String text) {
        List<String> all = BLANKS.splitToList(text);
        return new StepText(all.get(0), all.subList(1, all.size()));
    }

    /**
     * The arguments in the order of the action's parameters.
     *
     * @param parameters their names
     * @throws IllegalArgumentException if there are more or fewer arguments, or one is given twice
     */
    public List<String> arguments(List<String> parameters) {
        @Nullable String[] given = new String[parameters.size()];
        List<String> unnamed = new ArrayList<>();
        for (int w = 0; w < words.size(); w++) {
            String word = words.get(w);
            int equals = word.indexOf('=');
            int named = parameters.indexOf(equals < 0 ? word : word.substring(0, equals));
            if (named < 0) {
                unnamed.addAll(
                        equals < 0 ? List.of(word) : List.of(word.substring(0, equals), word.substring(equals + 1)));
                continue;
            }
            String value = equals >= 0 ? word.substring(equals + 1) : w + 1 < words.size() ? words.get(++w) : "";
            if (given[named] != null) {
                throw new IllegalArgumentException(action + ": " + parameters.get(named) + " is given twice");
            }
            given[named] = value;
        }
        for (String value : unnamed) {
            int free = Arrays.asList(given).indexOf(null);
            if (free < 0) {
                throw new IllegalArgumentException(takes(parameters) + "; '" + value + "' is too much");
            }
            given[free] = value;
        }
        List<String> all = new ArrayList<>();
        for (int p = 0; p < given.length; p++) {
            String value = given[p];
            if (value == null || value.isEmpty()) {
                throw new IllegalArgumentException(takes(parameters) + "; there is no " + parameters.get(p));
            }
            all.add(value);
        }
        return all;
    }

    private String takes(List<String> parameters) {
        return action + " takes " + (parameters.isEmpty() ? "no arguments" : String.join(", ", parameters));
    }

    /**
     * The step of a model.
     *
     * @throws IllegalArgumentException if the scope has no such step: it says what is possible instead
     */
    public Step in(Model model) {
        List<Action> families =
                model.actions().stream().filter(a -> a.name().equals(action)).toList();
        if (families.isEmpty()) {
            Set<String> names =
                    model.actions().stream().map(Action::name).collect(Collectors.toCollection(LinkedHashSet::new));
            throw new IllegalArgumentException(
                    Names.missing("no action '" + action + "' in this scope", action, names));
        }
        int furthest = -1;
        String problem = "";
        List<Domain> possible = new ArrayList<>();
        for (Action family : families) {
            List<Action.Parameter> parameters = family.parameters();
            List<String> texts =
                    arguments(parameters.stream().map(Action.Parameter::name).toList());
            long[] args = new long[texts.size()];
            int read = 0;
            try {
                for (; read < args.length; read++) {
                    args[read] = parameters.get(read).domain().read(texts.get(read));
                }
                return new Step(family, args);
            } catch (IllegalArgumentException e) {
                // Of several families, the one that could read the most arguments was meant.
                if (read > furthest) {
                    furthest = read;
                    possible.clear();
                    problem = action + ": " + parameters.get(read).name() + ": " + e.getMessage();
                }
                if (read == furthest) {
                    possible.add(parameters.get(read).domain());
                }
            }
        }
        throw new IllegalArgumentException(problem + possible(possible));
    }

    /** What several families together allow; one alone has told of it. */
    private static String possible(List<Domain> domains) {
        if (domains.size() < 2) {
            return "";
        }
        Set<String> values = new LinkedHashSet<>();
        domains.forEach(
                domain -> Arrays.stream(domain.values()).mapToObj(domain::text).forEach(values::add));
        String more = values.size() > MOST_VALUES ? " and " + (values.size() - MOST_VALUES) + " more" : "";
        return "; possible in this scope: " + values.stream().limit(MOST_VALUES).collect(Collectors.joining(", "))
                + more;
    }

    @Override
    public String toString() {
        return words.isEmpty() ? action : action + " " + String.join(" ", words);
    }
}
