package dev.stalemate.prove.solve;

import dev.stalemate.prove.term.Evaluator;
import dev.stalemate.prove.term.Term;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Works out again what a solver's model is good for. */
final class Models {
    private Models() {}

    /** The model with a value of each variable: what is simplified away may have any. */
    static Map<String, Long> complete(Query query, Map<String, Long> model) {
        Map<String, Long> complete = new TreeMap<>(model);
        new Evaluator(query.asserts()).variables().forEach(variable -> complete.putIfAbsent(variable.name(), 0L));
        return complete;
    }

    /** Why a solver's values don't make all hold; empty if they do. */
    static Optional<String> wrong(Query query, Map<String, Long> model) {
        Map<String, Long> complete = complete(query, model);
        Evaluator evaluator = new Evaluator(query.asserts());
        for (Term variable : evaluator.variables()) {
            evaluator.set(variable, complete.getOrDefault(variable.name(), 0L));
        }
        evaluator.run();
        for (int i = 0; i < query.asserts().size(); i++) {
            if (evaluator.value(i) == 0) {
                return Optional.of("its model " + model + " doesn't make all hold");
            }
        }
        return Optional.empty();
    }
}
