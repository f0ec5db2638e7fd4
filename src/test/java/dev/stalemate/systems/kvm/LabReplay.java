package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Step;
import dev.stalemate.systems.kvm.LabRun.Dump;
import dev.stalemate.systems.kvm.LabRun.Event;
import dev.stalemate.systems.kvm.LabRun.Faulted;
import dev.stalemate.systems.kvm.LabRun.Op;
import dev.stalemate.systems.kvm.LabRun.TouchedAgain;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Takes the steps of a recorded run on the model, and compares the leaves of some frames with every dump. */
final class LabReplay {
    private static final int MOST_FRAMES = 16;

    final List<String> different = new ArrayList<>();
    int dumps;
    int leaves;
    int absent;
    int faults;
    /** Zaps that KVM refuses with a warning: of a PHYSBASE whose PHYSMASK was never written, the range ends at 0. */
    int refusedZaps;

    private final LabRun run;
    private final List<Long> frames;
    private final Model model;
    private final IntField ept;
    private final long[] state;
    private final List<Op> touches = new ArrayList<>();
    private final Set<String> masksWritten = new HashSet<>();

    private LabReplay(LabRun run, KvmDesign design, List<Long> frames) {
        this.run = run;
        this.frames = frames;
        KvmSystem system = new KvmSystem();
        Scope scope = KvmChecks.scope("wrmsr=wide,hotplug=bare")
                .with("vcpus", run.options().getOrDefault("vcpus", "1"))
                .with("maxphyaddr", Integer.toString(LabRun.MAXPHYADDR))
                .with("large", run.on("huge") ? "on" : "off")
                .with("frames", frames.stream().map(LabReplay::hex).collect(Collectors.joining("+")));
        model = system.model(design, scope);
        ept = model.layout().fields().stream()
                .filter(f -> f.name().equals("ept"))
                .map(IntField.class::cast)
                .findFirst()
                .orElseThrow();
        state = model.initial();
    }

    /** Replays a run as often as it takes to have every frame that it touches, since a model has {@value #MOST_FRAMES} at most. */
    static List<LabReplay> of(LabRun run, KvmDesign design) {
        List<Long> touched = run.touched();
        List<LabReplay> replays = new ArrayList<>();
        for (int from = 0; from < touched.size(); from += MOST_FRAMES) {
            List<Long> frames = touched.subList(from, Math.min(from + MOST_FRAMES, touched.size()));
            LabReplay replay = new LabReplay(run, design, frames);
            replay.play();
            replays.add(replay);
        }
        return replays;
    }

    private void play() {
        if (run.on("ncdma")) {
            take("attach-device");
        }
        for (Event event : run.events()) {
            if (event instanceof Op op) {
                operate(op);
            } else if (event instanceof TouchedAgain again) {
                dropLeaves();
                touches.forEach(op -> touch(again.vcpu(), op));
            } else if (event instanceof Dump dump) {
                compare(dump);
            } else if (event instanceof Faulted) {
                faults--;
            }
        }
        assertThat(faults).as("WRMSRs refused here and not there").isZero();
    }

    private void operate(Op op) {
        switch (op.what()) {
            case "wrmsr" -> wrmsr(op);
            case "cd" -> take(op.arguments().get(0).equals("1") ? "set-cd" : "clear-cd", op.vcpu());
            case "touch" -> {
                touches.add(op);
                touch(op.vcpu(), op);
            }
            case "reg" -> take("attach-device");
            case "unreg" -> take("detach-device");
            // WBINVD changes no entry, and the others are events of their own.
            case "wbinvd", "rdmsr", "dump", "oracle" -> {}
            default -> throw new IllegalArgumentException(run.name() + ": " + op);
        }
    }

    private void wrmsr(Op op) {
        int msr = (int) op.hex(0);
        if (!MtrrMsr.accepts(msr, op.value(), LabRun.MAXPHYADDR, 8)) {
            faults++;
            return;
        }
        Step step = model.step("wrmsr", List.of(Integer.toString(op.vcpu()), hex(msr), hex(op.value())));
        boolean variable = MtrrMsr.isVariable(msr, 8);
        String pair = op.vcpu() + "/" + (variable ? MtrrMsr.pair(msr) : -1);
        if (variable && MtrrMsr.isMask(msr)) {
            masksWritten.add(pair);
        }
        long[] before = state.clone();
        // The model leaves out writes of what a register holds already; KVM zaps for them too.
        step.apply(state);
        if (variable && !masksWritten.contains(pair)) {
            for (int f = 0; f < frames.size(); f++) {
                refusedZaps += ept.get(state, f) == ept.get(before, f) ? 0 : 1;
                ept.set(state, f, ept.get(before, f));
            }
        }
    }

    private void touch(int vcpu, Op op) {
        for (long page : op.pages()) {
            if (frames.contains(page)) {
                takeIfPossible(model.step("touch", List.of(Integer.toString(vcpu), hex(page))));
            }
        }
    }

    private void take(String action) {
        takeIfPossible(model.step(action, List.of()));
    }

    private void take(String action, int vcpu) {
        takeIfPossible(model.step(action, List.of(Integer.toString(vcpu))));
    }

    /** A page that has a leaf doesn't fault, and a CR0.CD that is as it should be doesn't change. */
    private void takeIfPossible(Step step) {
        if (step.enabled(state)) {
            step.apply(state);
        }
    }

    private void dropLeaves() {
        for (int f = 0; f < frames.size(); f++) {
            ept.set(state, f, 0);
        }
    }

    private void compare(Dump dump) {
        dumps++;
        for (int f = 0; f < frames.size(); f++) {
            String here = ept.text(state, f);
            String there = dump.at(frames.get(f));
            if (there.equals("none")) {
                absent++;
            } else {
                leaves++;
            }
            if (!here.equals(there)) {
                different.add(run.name() + " at " + dump.label() + ", " + hex(frames.get(f)) + ": KVM " + there
                        + ", model " + here);
            }
        }
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
