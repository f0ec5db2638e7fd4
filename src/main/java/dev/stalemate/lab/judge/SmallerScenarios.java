package dev.stalemate.lab.judge;

import dev.stalemate.lab.scenario.KvmOp;
import dev.stalemate.lab.scenario.KvmOptions;
import dev.stalemate.lab.scenario.KvmScenario;
import dev.stalemate.lab.scenario.KvmVerb;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Pat;
import dev.stalemate.paging.WideMsr;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Scenarios that are smaller than one, to be tried in its place: the much smaller ones first. */
final class SmallerScenarios {
    private static final long[] SIMPLE_PAGES = {0x0, 0x100000, 0x200000, 0x300000};
    private static final int MOST_BITS = 40;
    private static final int MOST_FOR_PAIRS = 14;
    private static final long CR0 = 0x31;

    private final KvmScenario scenario;
    private final Set<List<Object>> seen = new LinkedHashSet<>();
    private final List<KvmScenario> all = new ArrayList<>();

    private SmallerScenarios(KvmScenario scenario) {
        this.scenario = scenario;
        seen.add(List.of(scenario.options(), scenario.ops()));
    }

    /** All that are tried, each once. */
    static List<KvmScenario> of(KvmScenario scenario) {
        SmallerScenarios smaller = new SmallerScenarios(scenario);
        smaller.dropped();
        smaller.options();
        smaller.simplified();
        return smaller.all;
    }

    /** How large a scenario is: operations count first, then what they say. */
    static int compare(KvmScenario a, KvmScenario b) {
        int ops = Integer.compare(steps(a), steps(b));
        return ops != 0 ? ops : Integer.compare(weight(a), weight(b));
    }

    /** A vCPU that starts with CR0.CD=1 has taken a step already: guests of the model start without. */
    private static int steps(KvmScenario scenario) {
        return scenario.ops().size() + (scenario.options().resetCr0() ? 1 : 0);
    }

    private static int weight(KvmScenario scenario) {
        int weight = 0;
        Map<String, Integer> initial = KvmOptions.INITIAL.values();
        for (Map.Entry<String, Integer> option : scenario.options().values().entrySet()) {
            weight += option.getValue().equals(initial.get(option.getKey())) ? 0 : 100;
        }
        weight += 100 * scenario.options().vcpus();
        for (KvmOp op : scenario.ops()) {
            weight += 10 * op.vcpu() + verbWeight(op.verb());
            for (int i = 0; i < op.numbers().size(); i++) {
                weight += Long.bitCount(op.number(i))
                        + Long.toHexString(op.number(i)).length();
            }
        }
        return weight;
    }

    private static int verbWeight(KvmVerb verb) {
        return switch (verb) {
            case READ, WRITE, EXEC, MMIO -> 20;
            case HMSR, HCR0 -> 10;
            default -> 0;
        };
    }

    private void add(KvmOptions options, List<KvmOp> ops) {
        try {
            KvmScenario smaller = KvmScenario.of(scenario.name(), options, ops);
            if (compare(smaller, scenario) < 0 && seen.add(List.of(options, ops))) {
                all.add(smaller);
            }
        } catch (IllegalArgumentException e) {
            // Without the option an operation is not possible.
        }
    }

    private void dropped() {
        int size = scenario.ops().size();
        for (int chunk = Math.max(1, size / 2); chunk >= 1; chunk /= 2) {
            for (int end = size; end > 0; end -= chunk) {
                add(scenario.options(), without(Math.max(0, end - chunk), end));
            }
        }
        for (int i = 0; i < size && size <= MOST_FOR_PAIRS; i++) {
            for (int j = i + 1; j < size; j++) {
                List<KvmOp> ops = without(j, j + 1);
                ops.remove(i);
                add(scenario.options(), ops);
            }
        }
    }

    private List<KvmOp> without(int from, int to) {
        List<KvmOp> rest = new ArrayList<>(scenario.ops().subList(0, from));
        rest.addAll(scenario.ops().subList(to, scenario.ops().size()));
        return rest;
    }

    private void options() {
        KvmOptions.INITIAL.values().forEach((key, value) -> {
            if (!key.equals("vcpus")) {
                add(scenario.options().with(key, value), scenario.ops());
            }
        });
        for (int v = 0; v < scenario.options().vcpus() && scenario.options().resetCr0(); v++) {
            List<KvmOp> ops = new ArrayList<>(scenario.ops());
            ops.add(0, KvmOp.of(KvmVerb.CR0, v, CR0 | KvmPlay.CR0_CD));
            add(scenario.options().with("resetcr0", 0), ops);
        }
        // A device that goes first does not have to have been there.
        for (int i = 0; i < scenario.ops().size() && scenario.options().ncdma(); i++) {
            if (scenario.ops().get(i).verb() == KvmVerb.UNREG) {
                add(scenario.options().with("ncdma", 0), without(i, i + 1));
            }
        }
        for (int vcpus = 1; vcpus < scenario.options().vcpus(); vcpus++) {
            int left = vcpus;
            add(scenario.options().with("vcpus", vcpus), each(op -> by(op, op.vcpu() % left)));
        }
    }

    private static KvmOp by(KvmOp op, int vcpu) {
        return new KvmOp(op.verb(), vcpu, op.numbers(), op.label());
    }

    private List<KvmOp> each(UnaryOperator<KvmOp> change) {
        return scenario.ops().stream().map(change).collect(Collectors.toList());
    }

    private void simplified() {
        for (int i = 0; i < scenario.ops().size(); i++) {
            KvmOp op = scenario.ops().get(i);
            for (KvmOp simpler : simpler(op)) {
                List<KvmOp> ops = new ArrayList<>(scenario.ops());
                ops.set(i, simpler);
                add(scenario.options(), ops);
            }
        }
        pages();
    }

    private static List<KvmOp> simpler(KvmOp op) {
        List<KvmOp> simpler = new ArrayList<>();
        if (op.vcpu() > 0) {
            simpler.add(by(op, 0));
        }
        switch (op.verb()) {
            case READ, WRITE, EXEC, MMIO -> simpler.add(KvmOp.of(KvmVerb.TOUCH, op.vcpu(), op.number(0), 1));
            case TOUCH, DISCARD -> {
                if (op.number(1) > 1) {
                    simpler.add(KvmOp.of(op.verb(), op.vcpu(), op.number(0), 1));
                    simpler.add(KvmOp.of(op.verb(), op.vcpu(), op.number(0) + (op.number(1) - 1) * HostMemory.PAGE, 1));
                }
            }
            case HCR0 -> simpler.add(KvmOp.of(KvmVerb.CR0, op.vcpu(), op.number(0)));
            case CR0 -> simpler.add(KvmOp.of(KvmVerb.CR0, op.vcpu(), (op.number(0) & KvmPlay.CR0_CD) | CR0));
            case WRMSR, HMSR -> simpler.addAll(simplerWrites(op));
            default -> {}
        }
        return simpler;
    }

    private static List<KvmOp> simplerWrites(KvmOp op) {
        List<KvmOp> simpler = new ArrayList<>();
        int msr = (int) op.number(0);
        if (op.verb() == KvmVerb.HMSR) {
            simpler.add(KvmOp.of(KvmVerb.WRMSR, op.vcpu(), msr, op.number(1)));
        }
        boolean mtrr = MtrrMsr.isVariable(msr, KvmPlay.PAIRS)
                || MtrrMsr.fixedIndex(msr) >= 0
                || msr == MtrrMsr.DEF_TYPE
                || msr == Pat.MSR;
        if (mtrr) {
            for (long value : WideMsr.domain(msr, MOST_BITS, new long[] {0}).simpler(op.number(1))) {
                simpler.add(KvmOp.of(op.verb(), op.vcpu(), msr, value));
            }
        }
        return simpler;
    }

    /** A page is another one everywhere. */
    private void pages() {
        Set<Long> pages = new LinkedHashSet<>();
        scenario.ops().forEach(op -> pages.addAll(op.pages()));
        for (long page : pages) {
            for (long other : SIMPLE_PAGES) {
                add(scenario.options(), each(op -> moved(op, page, other)));
            }
        }
    }

    private static KvmOp moved(KvmOp op, long page, long other) {
        boolean accesses = !op.pages().isEmpty() && (op.number(0) & -HostMemory.PAGE) == page;
        if (!accesses) {
            return op;
        }
        long[] numbers = op.numbers().stream().mapToLong(Long::longValue).toArray();
        numbers[0] = other;
        return KvmOp.of(op.verb(), op.vcpu(), numbers);
    }
}
