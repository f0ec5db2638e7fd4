package dev.stalemate.style;

/**
 * What breaks a rule, and where.
 *
 * @param line from 1; 0 where the whole file is meant
 */
record Offence(TextFile file, int line, String what) {
    @Override
    public String toString() {
        return file.path() + ":" + line + ": " + what;
    }
}
