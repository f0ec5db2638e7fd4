package dev.stalemate.prove.induct;

import dev.stalemate.model.Action;
import dev.stalemate.prove.answer.ProofOptions;
import dev.stalemate.prove.execute.Executor;
import dev.stalemate.prove.execute.Mistranslation;
import dev.stalemate.prove.execute.Validation;
import dev.stalemate.prove.execute.Validation.Outcome;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Tries whether the terms that a proof is about say what the model's code does: each time, before any solver is asked. */
final class Translation {
    private Translation() {}

    /**
     * On how many random states it was tried.
     *
     * @throws IllegalStateException if the code does otherwise than the terms say
     */
    static long tried(Setup setup, ProofModel model, ProofOptions options) {
        Executor executor = model.executor();
        Validation validation = new Validation(executor, model.before());
        for (Instance instance : model.instances()) {
            Action action = instance.action();
            List<Term> arguments = new ArrayList<>();
            for (int i = 0; i < instance.numbers().size(); i++) {
                arguments.add(ProofModel.argument(action, instance.numbers(), i));
            }
            validation.step(
                    action,
                    arguments,
                    executor.guard(action, arguments, model.before()),
                    executor.effect(action, arguments, model.before()));
        }
        setup.proof().invariants().forEach(name -> validation.invariant(model.invariant(name)));
        validation.law(model.model().law(setup.claim().law()));
        Outcome outcome = validation.run(options.samples(), new Random(options.seed()));
        Mistranslation difference = outcome.difference();
        if (difference != null) {
            throw new IllegalStateException(
                    "the terms of " + setup.claim().id() + " are not what the code does: " + difference);
        }
        return outcome.states();
    }
}
