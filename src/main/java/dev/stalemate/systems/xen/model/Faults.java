package dev.stalemate.systems.xen.model;

import dev.stalemate.memtype.Hazards;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.paging.Consequence;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a state, a sentence for each thing, and the worst that can come of all of them. */
final class Faults {
    private final List<String> details = new ArrayList<>();
    private Hazards all = Hazards.NONE;

    /** One more: a sentence, which ends with what can go wrong. */
    void add(String text, Hazards hazards) {
        all = all.and(hazards);
        details.add(text + Consequence.text(hazards));
    }

    /** All of them. */
    Diagnosis diagnosis() {
        return new Diagnosis(Consequence.breaks(all), details);
    }
}
