package dev.stalemate.real.kvm;

/**
 * Whether an answer depends on something that the trace does not tell. A view of a machine calls {@link #raise} when it is asked for
 * something that it does not know. The class that asks a rule clears the doubt before, and looks at it afterwards.
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
