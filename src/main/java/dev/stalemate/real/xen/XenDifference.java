package dev.stalemate.real.xen;

/**
 * Where a real Xen and the model disagree.
 *
 * @param run the directory of the run
 * @param kind what is compared
 * @param step the command that caused it, if that is known
 * @param what both say
 */
record XenDifference(String run, Kind kind, LabStep step, String what) {
    /** What is compared. */
    enum Kind {
        /** A leaf of a dump. */
        LEAF("leaf"),
        /** The misconfiguration exits of a command. */
        EXITS("exits"),
        /** What a command answered. */
        RESULT("result");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** As in {@code command 33 (wrmsr 268 404...)}. */
    String cause() {
        return "command " + step.number() + " (" + step.command() + ")";
    }
}
