package dev.stalemate.lab.judge;

/**
 * A leaf that breaks a property of the model, as a real KVM has it: stale, or weaker than its guest believes.
 *
 * @param at after how many operations and dumps of the run, from 1, it was seen
 * @param since after how many it broke the property
 * @param label of the dump
 * @param gpa its address in bytes
 * @param law the property
 * @param says what the property says of it
 * @param signature how the leaf was made, and what should have zapped it
 */
public record WrongLeaf(int at, int since, String label, long gpa, String law, String says, String signature) {
    /** What is wrong in a word: stale, weaker, or the property's name. */
    public String kind() {
        return kind(law);
    }

    static String kind(String law) {
        return law.startsWith("no-stale") ? "stale" : law.startsWith("never-weaker") ? "weaker" : law;
    }

    @Override
    public String toString() {
        return label + ": " + says + " (" + law + "; " + signature + ")";
    }
}
