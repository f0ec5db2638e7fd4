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
    @Override
    public String toString() {
        return where + ": " + says;
    }
}
