package dev.stalemate.decide;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;

/** Takes random walks for a question. */
public interface WalkTaker {
    /**
     * What they found.
     *
     * @param model of the question
     * @param law of the question: one that a state can violate
     * @throws dev.stalemate.model.DesignException if the design's code fails
     */
    Decision walk(Question question, Model model, Law law);
}
