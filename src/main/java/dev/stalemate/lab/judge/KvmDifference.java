package dev.stalemate.lab.judge;

/**
 * Where a real KVM did not do what the model does.
 *
 * @param at after how many operations and dumps of the run, from 1
 * @param where the dump and the address, or the operation
 * @param says what KVM has and what the model has
 * @param signature what such differences have in common
 */
public record KvmDifference(int at, String where, String says, String signature) {
    /** Whether it is about what an operation came to: another one, another answer, or a touch that made no leaf where the model makes one. */
    public boolean isOfOperation() {
        return where.startsWith("operation ")
                || (says.startsWith("KVM none, ") && signature.endsWith("; in the model: touched"));
    }

    @Override
    public String toString() {
        return where + ": " + says;
    }
}
