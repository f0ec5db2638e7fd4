package dev.stalemate.lab.xen;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.real.xen.XenConformance;
import dev.stalemate.real.xen.XenRecording;
import dev.stalemate.real.xen.XenStaleLeaf;
import java.util.List;

/**
 * What a scenario on a real Xen came to.
 *
 * @param scenario what was recorded of it
 * @param outcome whether it is as the model has it
 * @param conformance what was compared, and what differs
 */
public record XenLabVerdict(XenRecording.Scenario scenario, Outcome outcome, XenConformance conformance) {
    /** Whether a scenario is as the model has it. */
    public enum Outcome {
        /** All is, and something was compared. */
        AGREES("as the model says"),
        /** A leaf, an answer or a number of exits differs. */
        DIFFERS("differs from the model"),
        /** The guest or the machine was lost; what came before is as the model has it. */
        CUT("ended early"),
        /** No dump has a leaf. */
        NOTHING_COMPARED("nothing compared"),
        /** What was recorded makes no sense. */
        DAMAGED("damaged");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** The scenario's name. */
    public String name() {
        return scenario.name();
    }

    /** Its commands. */
    public List<String> commands() throws BadFileException {
        return scenario.commands();
    }

    /** The leaves of its dumps that the model finds stale. */
    public List<XenStaleLeaf> stale() {
        return conformance.stale();
    }
}
