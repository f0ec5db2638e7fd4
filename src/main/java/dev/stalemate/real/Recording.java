package dev.stalemate.real;

/**
 * What one program printed at one time: a boot, a dump, a copy of {@code /proc/mtrr} with what goes with it. A file can hold
 * several.
 *
 * @param title what it is, for people: {@code boot log}, {@code coreboot}, {@code CPU 3}
 * @param line its first line, from 1; 0 if it has none
 * @param content the facts
 * @param problems what is wrong with its lines
 * @param findings what its lines show of the machine, beside what follows from the facts
 */
record Recording(String title, int line, LogContent content, Problems problems, Findings findings) {
    /** Whether no line was read. */
    boolean isEmpty() {
        return line == 0;
    }
}
