package dev.stalemate.real.kvm;

/**
 * Whether an answer depends on something that the trace doesn't tell. A view of a machine calls {@link #raise} when it is asked for what
 * it doesn't know; whoever asked a rule clears it before, and looks at it afterwards.
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
