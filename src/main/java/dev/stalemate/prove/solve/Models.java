package dev.stalemate.prove.solve;

import dev.stalemate.prove.term.Evaluator;
import dev.stalemate.prove.term.Term;
import java.util.Map;
import java.util.Optional;

/** Works out again what a solver's model is good for. */
final class Models {
    private Models() {}

    /** Why values don't make all hold; empty if they do. */
    static Optional<String> wrong(Query query, Map<String, Long> model) {
        Evaluator evaluator = new Evaluator(query.asserts());
        for (Term variable : evaluator.variables()) {
            Long value = model.get(variable.name());
            if (value == null) {
                return Optional.of("no value of " + variable.name());
            }
            evaluator.set(variable, value);
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
