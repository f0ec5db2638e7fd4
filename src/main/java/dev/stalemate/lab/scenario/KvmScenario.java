package dev.stalemate.lab.scenario;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;

/**
 * What a real KVM is asked to do: a virtual machine, and operations on it.
 *
 * @param name letters, digits, '_', '.' and '-', at most 60 of them
 * @param options the virtual machine
 * @param ops the operations in order, dumps among them
 */
public record KvmScenario(String name, KvmOptions options, ImmutableList<KvmOp> ops) {
    /** Where the guest's own code is: its leaf comes and goes, and is not compared. */
    public static final long CODE = 0xF00000;

    /** @throws IllegalArgumentException if the name is none, or an operation is by a vCPU that there is not */
    public KvmScenario {
        if (!KvmVerb.NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is not a name of a scenario");
        }
        for (KvmOp op : ops) {
            if (op.vcpu() < 0 || op.vcpu() >= options.vcpus()) {
                throw new IllegalArgumentException("there is no vCPU " + op.vcpu() + " of " + options.vcpus());
            }
        }
    }

    /** A scenario of operations. */
    public static KvmScenario of(String name, KvmOptions options, List<KvmOp> ops) {
        return new KvmScenario(name, options, ImmutableList.copyOf(ops));
    }

    /** The same under another name. */
    public KvmScenario named(String other) {
        return new KvmScenario(other, options, ops);
    }

    /** As the micro-VMM reads it; options that are as they are at first are left out. */
    public String text() {
        StringBuilder text = new StringBuilder("scenario ").append(name).append('\n');
        Map<String, Integer> initial = KvmOptions.INITIAL.values();
        options.values().forEach((key, value) -> {
            if (!value.equals(initial.get(key))) {
                text.append("opt ").append(key).append(' ').append(value).append('\n');
            }
        });
        int vcpu = 0;
        for (KvmOp op : ops) {
            if (op.vcpu() != vcpu && !op.isDump()) {
                vcpu = op.vcpu();
                text.append("vcpu ").append(vcpu).append('\n');
            }
            text.append(op.text()).append('\n');
        }
        return text.append("end\n").toString();
    }
}
