package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.model.Field;
import dev.stalemate.model.Index;
import dev.stalemate.prove.answer.ProofReport.Conjunct;
import dev.stalemate.prove.answer.ProofReport.Origin;
import dev.stalemate.prove.induct.Fact.Way;
import dev.stalemate.prove.term.Substitution;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Facts about one entry that may be true of every reachable state, where no invariant is declared: an entry is empty or has what an action of
 * some element, such as a vCPU, would install now; it never has a value; it doesn't while something shared is so. They are made of what the
 * steps of a model say, so that models of every size have the same ones.
 */
final class FactTemplate {
    private static final int MOST_VALUES = 16;

    private final ProofModel model;
    private final Map<String, List<Fact>> all = new LinkedHashMap<>();

    /** The candidates of a model. */
    FactTemplate(ProofModel model) {
        this.model = model;
        for (Field field : model.model().layout().kept()) {
            if (field.indices().size() == 1 && field.choices() > 1 && field.choices() <= MOST_VALUES) {
                asInstalled(field, field.indices().get(0));
                values(field, field.indices().get(0));
            }
        }
    }

    /** The facts of each candidate by its name, those that are most likely to be enough first. */
    Map<String, List<Fact>> all() {
        return all;
    }

    private static Term variable(Field field, int element) {
        return Term.variable(new StateCell(field, element).variable(), field.width());
    }

    /** That an entry is empty, or what an action installs now if some element of another index takes it. */
    private void asInstalled(Field field, Index entries) {
        Map<String, Map<Integer, List<Way>>> ways = new LinkedHashMap<>();
        for (Instance step : model.instances()) {
            for (String by : others(step, entries)) {
                List<Integer> entry = step.named(entries.name());
                List<Integer> witness = step.named(by);
                Term installed = entry.size() == 1 && witness.size() == 1
                        ? installed(step, variable(field, entry.get(0)))
                        : null;
                if (installed != null) {
                    Term entryNow = variable(field, entry.get(0));
                    String name = field.name() + "-as-by-" + step.action().name() + "-of-" + by;
                    ways.computeIfAbsent(name, key -> new LinkedHashMap<>())
                            .computeIfAbsent(entry.get(0), key -> new ArrayList<>())
                            .add(new Way(
                                    by + " " + witness.get(0),
                                    ImmutableMap.of(by, witness.get(0)),
                                    entryNow.eq(0).or(entryNow.eq(installed))));
                }
            }
        }
        ways.forEach((name, byEntry) -> byEntry.forEach((entry, some) -> add(
                name,
                "each " + field.name() + " is empty, or what would be installed now for some of those that can",
                entries,
                entry,
                some)));
    }

    /** The indices of which a step names an element besides its entry. */
    private static List<String> others(Instance step, Index entries) {
        return step.action().parameters().stream()
                .map(parameter -> parameter.name())
                .filter(name ->
                        !name.equals(entries.name()) && !step.named(name).isEmpty())
                .distinct()
                .toList();
    }

    /** What a step makes of an entry that is empty; null if it does not touch it. */
    private static @Nullable Term installed(Instance step, Term entry) {
        Term after = step.changes().get(entry);
        if (after == null) {
            return null;
        }
        Map<Term, Term> empty = new HashMap<>();
        empty.put(entry, Term.constant(entry.width(), 0));
        return new Substitution(empty).of(after);
    }

    /** That an entry never has a value, or not while something shared is so. */
    private void values(Field field, Index entries) {
        for (int value = 1; value < field.choices(); value++) {
            for (int e = 0; e < entries.size(); e++) {
                Term differs = variable(field, e).ne(Term.constant(field.width(), value));
                add(
                        field.name() + "-never-" + value,
                        "no " + field.name() + " has value " + value,
                        entries,
                        e,
                        plain(differs));
                for (Field flag : model.model().layout().fields()) {
                    for (int is = 0; flag.indices().isEmpty() && flag.width() == 1 && is < 2; is++) {
                        add(
                                field.name() + "-not-" + value + "-while-" + flag.name() + "-is-" + is,
                                "while " + flag.name() + " is " + is + ", no " + field.name() + " has value " + value,
                                entries,
                                e,
                                plain(variable(flag, 0).eq(is).implies(differs)));
                    }
                }
            }
        }
    }

    private static List<Way> plain(Term holds) {
        return List.of(new Way("", ImmutableMap.of(), holds));
    }

    private void add(String name, String says, Index entries, int entry, List<Way> ways) {
        all.computeIfAbsent(name, key -> new ArrayList<>())
                .add(new Fact(
                        new Conjunct(name, says, Origin.FOUND),
                        entries.name() + " " + entry,
                        ImmutableMap.of(entries.name(), entry),
                        ImmutableList.copyOf(ways)));
    }
}
