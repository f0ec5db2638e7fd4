package dev.stalemate.real.kvm;

/**
 * Whether an answer depends on something that the trace doesn't say. A view of a machine calls {@link #raise} if it is asked for something
 * unknown. The caller of a rule clears the doubt before, and looks at it afterwards.
 */
final class Doubt {
    private boolean raised;

    void clear() {
        raised = false;
    }

    void raise() {
        raised = true;
    }

    boolean raised() {
        return raised;
    }
}
