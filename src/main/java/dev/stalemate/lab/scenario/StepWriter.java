package dev.stalemate.lab.scenario;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.lab.scenario.Mapped.Expected;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Writes the steps of a run of KVM's model as operations of the lab, with a dump after each. */
final class StepWriter {
    private static final long CR0 = 0x31;
    private static final long CR0_CD = 0x4000_0000L;
    private static final long LARGE = 1L << 21;
    private static final long PAGE = 0x1000;
    private static final int PAIRS = 8;

    private final List<Step> steps;
    private final UnaryOperator<String> setting;
    private final Memory memory;
    private final Model model;
    private final IntField leaves;
    private final int vcpus;
    private final List<KvmOp> ops = new ArrayList<>();
    private final List<Expected> expected = new ArrayList<>();
    private Trace trace;

    /**
     * What the guest has.
     *
     * @param frames the frames that are looked at, by their addresses in bytes
     * @param mb MiB from address 0 on
     * @param slots the addresses of further slots of 2 MiB
     */
    record Memory(ImmutableList<Long> frames, int mb, List<Long> slots) {}

    StepWriter(Trace trace, UnaryOperator<String> setting, Memory memory) {
        this.trace = trace;
        this.steps = trace.steps();
        this.setting = setting;
        this.memory = memory;
        this.model = trace.model();
        this.leaves = KvmMapping.leaves(model);
        this.vcpus = Integer.parseInt(setting.apply("vcpus"));
    }

    /** What comes before the steps: devices, slots, registers as at the start, vCPUs as after reset. */
    void start(Map<Integer, Long> initial, long quirks) {
        if (quirks != 0 && quirks != 2) {
            ops.add(KvmOp.of(KvmVerb.QUIRK, 0, quirks));
        }
        memory.slots.forEach(slot -> ops.add(KvmOp.of(KvmVerb.RAM, 0, slot, 2)));
        if (setting.apply("hotplug").equals("off")) {
            for (int more = 1; more < Integer.parseInt(setting.apply("devices")); more++) {
                ops.add(KvmOp.of(KvmVerb.REG, 0));
            }
        }
        int parked = Integer.parseInt(setting.apply("parked"));
        for (int v = 0; v < vcpus; v++) {
            registers(v, v < vcpus - parked ? initial : Map.of());
            if (v >= vcpus - parked) {
                ops.add(KvmOp.of(KvmVerb.HCR0, v, CR0 | CR0_CD));
            }
        }
    }

    /** A mask that was never written would make KVM zap nothing where its base is written. */
    private void registers(int v, Map<Integer, Long> initial) {
        for (int pair = 0; pair < PAIRS && setting.apply("mtrrs").equals("on"); pair++) {
            ops.add(KvmOp.of(KvmVerb.HMSR, v, MtrrMsr.physMask(pair), 0));
        }
        initial.forEach((msr, value) -> {
            if (msr != MtrrMsr.DEF_TYPE) {
                ops.add(KvmOp.of(KvmVerb.HMSR, v, msr, value));
            }
        });
        Long defType = initial.get(MtrrMsr.DEF_TYPE);
        if (defType != null) {
            ops.add(KvmOp.of(KvmVerb.HMSR, v, MtrrMsr.DEF_TYPE, defType));
        }
    }

    /** The steps, and at last a touch of each frame if none is touched: a property of look-ups is seen by what they lead to. */
    void steps() throws NotMappedException {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).action().name().equals("fault")) {
                i = race(i);
            } else {
                step(i);
            }
            dump("s" + (i + 1), i + 1);
        }
        if (steps.stream()
                .noneMatch(s -> Set.of("touch", "install").contains(s.action().name()))) {
            touchAll();
        }
    }

    private void step(int i) throws NotMappedException {
        Step step = steps.get(i);
        String action = step.action().name();
        switch (action) {
            case "touch" -> ops.add(KvmOp.of(KvmVerb.TOUCH, vcpu(step), gpa(step), 1));
            case "wrmsr" ->
                ops.add(KvmOp.of(
                        KvmVerb.WRMSR,
                        vcpu(step),
                        KvmMapping.argument(step, "msr"),
                        KvmMapping.argument(step, "value")));
            case "set-cd", "clear-cd", "online" -> cd(i, vcpu(step));
            case "attach-device", "detach-device" -> device(action);
            case "disable-quirk" -> ops.add(KvmOp.of(KvmVerb.QUIRK, 0, 0x200));
            case "start-logging" -> ops.add(KvmOp.of(KvmVerb.DIRTYLOG, 0, 1));
            case "stop-logging" -> ops.add(KvmOp.of(KvmVerb.DIRTYLOG, 0, 0));
            case "split" -> split(gpa(step));
            case "merge" -> ops.add(KvmOp.of(KvmVerb.COLLAPSE, 0, lowMemory(gpa(step))));
            case "unmap" -> ops.add(KvmOp.of(KvmVerb.DISCARD, 0, lowMemory(gpa(step)), 1));
            // KVM is not told of these: the vCPU does not run meanwhile, or a device uses memory.
            case "offline", "finish-registration" -> {}
            default -> {
                if (!action.endsWith("-dma")) {
                    throw new NotMappedException("step " + (i + 1) + ", " + action
                            + ": TLBs, data and frames that are used again can't be seen in an emulator");
                }
            }
        }
    }

    private static int vcpu(Step step) {
        return (int) KvmMapping.argument(step, "vcpu");
    }

    private long gpa(Step step) {
        return memory.frames.get((int) KvmMapping.argument(step, "gpa"));
    }

    /** CR0 of a vCPU, if the step changes its CD. */
    private void cd(int i, int v) {
        boolean before = cdAfter(i, v);
        boolean after = cdAfter(i + 1, v);
        if (before != after) {
            ops.add(KvmOp.of(KvmVerb.CR0, v, after ? CR0 | CR0_CD : CR0));
        }
    }

    private boolean cdAfter(int step, int v) {
        return model.layout().fields().stream()
                .filter(field -> field.name().equals("cr0.cd"))
                .anyMatch(field -> field.choice(trace.state(step), v) != 0);
    }

    /** A slot that is deleted or moved with a device drops every leaf; one that is added drops none. */
    private void device(String action) {
        boolean attach = action.equals("attach-device");
        ops.add(KvmOp.of(attach ? KvmVerb.REG : KvmVerb.UNREG, 0));
        String hotplug = setting.apply("hotplug");
        if (hotplug.equals("slots-moved") || (hotplug.equals("slots") && !attach)) {
            ops.add(KvmOp.of(KvmVerb.ZAPALL, 0));
        }
    }

    /** A part of a page of 2 MiB is given back, so that the host splits it; first all of it must be there. */
    private void split(long gpa) throws NotMappedException {
        long page = lowMemory(gpa & -LARGE) + LARGE - PAGE;
        while (memory.frames.contains(page)) {
            page -= PAGE;
        }
        ops.add(KvmOp.of(KvmVerb.WRITE, 0, page));
        ops.add(KvmOp.of(KvmVerb.DISCARD, 0, page, 1));
    }

    private long lowMemory(long gpa) throws NotMappedException {
        if (gpa >= (long) memory.mb << 20) {
            throw new NotMappedException(
                    "the lab gives back memory of slot 0 alone, and not of 0x" + Long.toHexString(gpa));
        }
        return gpa;
    }

    /**
     * A fault during which a device is registered. The lab holds a vCPU where its fault has read the count of invalidations, so the run must
     * lead to the same leaves in that order.
     *
     * @return the number of its last step, from 0
     */
    private int race(int from) throws NotMappedException {
        int v = vcpu(steps.get(from));
        List<Step> first = new ArrayList<>(List.of(steps.get(from)));
        List<Step> meanwhile = new ArrayList<>();
        int to = from + 1;
        for (; to < steps.size() && !steps.get(to).action().name().equals("install"); to++) {
            Step step = steps.get(to);
            switch (step.action().name()) {
                case "look-up" -> first.add(step);
                case "attach-device", "finish-registration" -> meanwhile.add(step);
                default -> throw new NotMappedException("while a fault waits, a device can be registered, and no more");
            }
        }
        if (to == steps.size() || vcpu(steps.get(to)) != v || meanwhile.size() != 2) {
            throw new NotMappedException("while a fault waits, a device is registered once, and no more");
        }
        List<Step> real = new ArrayList<>(steps.subList(0, from));
        real.addAll(first);
        real.addAll(meanwhile);
        real.addAll(steps.subList(to, steps.size()));
        long[] end = trace.end();
        try {
            trace = Trace.replay(model, real);
        } catch (IllegalArgumentException e) {
            throw new NotMappedException("the lab registers a device only after the count of invalidations was read");
        }
        for (int f = 0; f < leaves.size(); f++) {
            if (leaves.get(trace.end(), f) != leaves.get(end, f)) {
                throw new NotMappedException(
                        "the lab registers a device only after the count of invalidations was read, which is another race");
            }
        }
        ops.add(KvmOp.of(KvmVerb.RACEREG, v, gpa(steps.get(from))));
        return to;
    }

    private void touchAll() {
        List<Step> all = new ArrayList<>(trace.steps());
        for (int f = 0; f < leaves.size(); f++) {
            Step touch =
                    model.step("touch", List.of("0", leaves.indices().get(0).text(f)));
            List<Step> longer = new ArrayList<>(all);
            longer.add(touch);
            if (touch.enabled(Trace.replay(model, all).end())) {
                all = longer;
            }
            ops.add(KvmOp.of(KvmVerb.TOUCH, 0, memory.frames.get(f), 1));
        }
        trace = Trace.replay(model, all);
        dump("touched", all.size());
    }

    private void dump(String label, int after) {
        ops.add(KvmOp.dump(label));
        ImmutableMap.Builder<Long, Integer> all = ImmutableMap.builder();
        for (int f = 0; f < leaves.size(); f++) {
            all.put(memory.frames.get(f), leaves.get(trace.state(after), f));
        }
        expected.add(new Expected(label, after, all.buildOrThrow()));
    }

    KvmScenario scenario(String name) {
        boolean hotplug = !setting.apply("hotplug").equals("off");
        KvmOptions options = KvmOptions.INITIAL
                .with("vcpus", vcpus)
                .with("ncdma", hotplug || setting.apply("devices").equals("0") ? 0 : 1)
                .with("quirk_cd", model.design().name().endsWith("-no-quirk") ? 0 : 1)
                .with("huge", setting.apply("large").equals("on") ? 1 : 0)
                .with("mb", memory.mb)
                .with("maxphy", Integer.parseInt(setting.apply("maxphyaddr")))
                .with("mtrrs", setting.apply("mtrrs").equals("on") ? 1 : 0);
        return KvmScenario.of(name, options, ops);
    }

    Trace trace() {
        return trace;
    }

    List<Expected> expected() {
        return expected;
    }
}
