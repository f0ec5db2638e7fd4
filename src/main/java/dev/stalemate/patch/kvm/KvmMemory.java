package dev.stalemate.patch.kvm;

import dev.stalemate.patch.talk.Memory;
import dev.stalemate.systems.kvm.Vm;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Answers of the design of one model, under what they depend on: the call with its arguments and the whole machine, or the part of it that
 * a program was sent. It belongs to the model's thread.
 */
final class KvmMemory {
    /** The vCPU of a call that is about the VM. */
    static final int NO_VCPU = -1;

    /** Stands under a key without other vCPUs where the program asked for them. */
    private static final long[] NEEDS_ALL = {Long.MIN_VALUE, Long.MIN_VALUE};

    /** The words of a key before the machine's: the call with its vCPU, and two more arguments. */
    private static final int ARGUMENTS = 3;

    private static final long ONE_VCPU = 1L << 62;

    private final boolean onDemand;
    private @Nullable Memory memory;
    private long[] key = new long[ARGUMENTS];
    private long[] machine = new long[0];
    private boolean needsAll = true;

    /**
     * An empty memory.
     *
     * @param onDemand whether a program is sent the other vCPUs only if it asks for them
     */
    KvmMemory(boolean onDemand) {
        this.onDemand = onDemand;
    }

    /** The answer to a call on a machine like this one; null if it was not asked yet. */
    long @Nullable [] find(Vm vm, int call, int vcpu, long first, long second) {
        Memory known = memory;
        if (known == null && vm.keyWords() > 0) {
            machine = new long[vm.keyWords()];
            key = new long[ARGUMENTS + machine.length];
            known = new Memory(key.length);
            memory = known;
        }
        key[0] = call | (vcpu & 0xFFL) << 8;
        key[1] = first;
        key[2] = second;
        needsAll = !onDemand || vcpu == NO_VCPU;
        if (known == null) {
            return null;
        }
        if (!needsAll) {
            key[0] |= ONE_VCPU;
            takeMachine(vm.copyKey(machine, vcpu));
            long[] answer = known.find(key);
            if (answer != NEEDS_ALL) {
                return answer;
            }
        }
        takeAll(vm);
        return known.find(key);
    }

    /** Whether the call that was last looked for needs the whole machine. */
    boolean needsAll() {
        return needsAll;
    }

    /** From now on the call that was last looked for needs the whole machine. */
    void mustHaveAll(Vm vm) {
        if (memory != null) {
            memory.put(key, NEEDS_ALL);
            takeAll(vm);
        }
    }

    private void takeAll(Vm vm) {
        needsAll = true;
        key[0] &= ~ONE_VCPU;
        vm.copyKey(machine);
        takeMachine(machine.length);
    }

    private void takeMachine(int words) {
        System.arraycopy(machine, 0, key, ARGUMENTS, words);
        Arrays.fill(key, ARGUMENTS + words, key.length, 0);
    }

    /** Keeps the answer to the call that was last looked for. */
    long[] remember(long... answer) {
        if (memory != null) {
            memory.put(key, answer);
        }
        return answer;
    }
}
