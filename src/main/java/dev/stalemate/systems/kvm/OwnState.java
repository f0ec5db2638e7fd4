package dev.stalemate.systems.kvm;

import java.util.regex.Pattern;

/**
 * A bit or a small number that a design keeps for itself, such as a dirty flag. It is part of the machine's states: it is printed and
 * hashed as {@code own.NAME}, and 0 at the start. See {@link KvmDesign#keeps}.
 *
 * @param name letters, digits, {@code .}, {@code -} and {@code _}, a letter first
 * @param per whether there is one for the VM, or one for each vCPU or frame
 * @param bound the number of its values, 2 to 65,536: 2 means 0 and 1
 */
public record OwnState(String name, Per per, int bound) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");
    private static final int MOST = 1 << 16;

    /** Of what there is one each. */
    public enum Per {
        /** The VM as a whole: element 0. */
        VM,
        /** Each vCPU: elements are numbers of vCPUs, see {@link Vm#vcpus}. */
        VCPU,
        /** Each frame of the guest: elements are numbers of frames, see {@link Vm#frames}. */
        GFN
    }

    /**
     * Checks the name and the bound.
     *
     * @throws IllegalArgumentException if the name has other characters, or the bound is out of range
     */
    public OwnState {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name
                            + "' can't be the name of what a design keeps: it is a letter, then letters, digits, '.', '-' and '_'");
        }
        if (bound < 2 || bound > MOST) {
            throw new IllegalArgumentException(
                    name + " has " + bound + " values, but what a design keeps has 2 to " + MOST + " values");
        }
    }

    /** A flag: 0 or 1. */
    public static OwnState flag(String name, Per per) {
        return new OwnState(name, per, 2);
    }
}
