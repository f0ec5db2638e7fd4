package dev.stalemate.lab.judge;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.model.Action;
import dev.stalemate.model.Field;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Kind;
import dev.stalemate.model.LongField;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.KvmMtrrLookup;
import dev.stalemate.systems.kvm.KvmSystem;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The model of a design in one state, and what the lab does to it: the model's own steps; and where it has none, since they are no choice of
 * a design, its state is changed directly, as KVM does it.
 */
final class PlayedModel {
    /** Instead of a frame. */
    static final int NO_FRAME = -1;

    private static final KvmSystem SYSTEM = new KvmSystem();
    private static final Pattern MAXPHYADDR = Pattern.compile(".*,maxphyaddr=([0-9]+),.*");

    private final ImmutableList<Long> frames;
    private final String scope;
    private final int maxPhyAddr;
    private final Model model;
    private final ImmutableMap<String, Field> fields;
    private final IntField leaves;
    private final @Nullable Field inherited;
    long[] state;

    /**
     * The model in its first state.
     *
     * @param scope without the frames
     * @param frames addresses in bytes
     */
    PlayedModel(KvmDesign design, String scope, List<Long> frames) {
        this(design, scope, ImmutableList.copyOf(frames), null);
    }

    private PlayedModel(KvmDesign design, String scope, ImmutableList<Long> frames, long @Nullable [] state) {
        this.frames = frames;
        this.scope = scope;
        StringBuilder all = new StringBuilder(scope).append(",frames=");
        for (int f = 0; f < frames.size(); f++) {
            all.append(f == 0 ? "" : "+").append("0x").append(Long.toHexString(frames.get(f)));
        }
        maxPhyAddr = Integer.parseInt(MAXPHYADDR.matcher(scope).replaceFirst("$1"));
        model = SYSTEM.model(design, SYSTEM.scope(all.toString()));
        ImmutableMap.Builder<String, Field> byName = ImmutableMap.builder();
        model.layout().fields().forEach(field -> byName.put(field.name(), field));
        fields = byName.buildOrThrow();
        leaves = number("ept");
        inherited = fields.get("inherited-stale");
        this.state = state == null ? model.initial() : state;
    }

    private PlayedModel(PlayedModel like, long[] state) {
        this.frames = like.frames;
        this.scope = like.scope;
        this.maxPhyAddr = like.maxPhyAddr;
        this.model = like.model;
        this.fields = like.fields;
        this.leaves = like.leaves;
        this.inherited = like.inherited;
        this.state = state;
    }

    /** The same state under another design of the same state, such as that without a quirk. */
    PlayedModel under(KvmDesign design) {
        PlayedModel other = new PlayedModel(design, scope, frames, state);
        if (other.model.layout().words() != model.layout().words()) {
            throw new IllegalStateException(design.name() + " keeps another state than "
                    + model.design().name());
        }
        return other;
    }

    KvmDesign design() {
        return (KvmDesign) model.design();
    }

    private IntField number(String name) {
        if (fields.get(name) instanceof IntField field) {
            return field;
        }
        throw new IllegalStateException("the model has no " + name);
    }

    /**
     * Takes a step if it is possible: a page that has a leaf does not fault, a CR0.CD that is as it should be does not change.
     *
     * @param arguments the numbers of vCPUs and frames
     */
    boolean take(String action, long... arguments) {
        for (Action named : model.actions()) {
            if (named.name().equals(action)) {
                Step step = new Step(named, arguments);
                boolean possible = step.enabled(state);
                if (possible) {
                    step.apply(state);
                }
                return possible;
            }
        }
        throw new IllegalStateException("the model has no action " + action);
    }

    /**
     * A vCPU touches a frame. A large leaf has the type of the first page of its 2 MiB (iter->gfn in kvm_tdp_mmu_map()); the model's has that
     * of the page that was touched, so it is asked what a touch of the first one leads to.
     */
    void touch(int vcpu, int frame) {
        int first = frame(frames.get(frame) & -HostMemory.LARGE);
        if (leaf(frame) == EptLeaf.NONE && first >= 0 && first != frame) {
            PlayedModel tried = in(state.clone());
            tried.drop(first);
            tried.take("touch", vcpu, first);
            if (tried.isLarge(first)) {
                state = tried.state;
                return;
            }
        }
        take("touch", vcpu, frame);
    }

    /**
     * Whether a write of an MSR zaps some page of 2 MiB, by the design: it is asked in a model in which that page is the frame.
     *
     * @param first the first address of the 2 MiB
     */
    boolean zapsPartOf(long first, int vcpu, int msr, long value) {
        long page = Math.max(first, firstOf(vcpu, msr, value));
        if (page > lastOf(vcpu, msr, value) || page >= first + HostMemory.LARGE) {
            return false;
        }
        PlayedModel probe = new PlayedModel(design(), scope.replaceFirst(",memory=[^,]*", ""), List.of(page));
        probe.copy(this);
        probe.leaves.set(probe.state, 0, EptLeaf.of(MemType.WB, false));
        probe.wrmsr(vcpu, msr, value);
        return probe.leaf(0) == EptLeaf.NONE;
    }

    /** The first address of a register's range with a new value; that of all memory for one that has no range. */
    private long firstOf(int vcpu, int msr, long value) {
        if (MtrrMsr.isVariable(msr, KvmPlay.PAIRS)) {
            return KvmMtrrLookup.first(MtrrMsr.isMask(msr) ? msr(vcpu, msr - 1) : value);
        }
        int fixed = MtrrMsr.fixedIndex(msr);
        return fixed >= 0 ? FixedRanges.start(fixed * Long.BYTES) : 0;
    }

    /** The last address of it. */
    private long lastOf(int vcpu, int msr, long value) {
        if (MtrrMsr.isVariable(msr, KvmPlay.PAIRS)) {
            boolean isMask = MtrrMsr.isMask(msr);
            return KvmMtrrLookup.last(
                    isMask ? msr(vcpu, msr - 1) : value, isMask ? value : msr(vcpu, msr + 1), maxPhyAddr);
        }
        int fixed = MtrrMsr.fixedIndex(msr);
        return fixed >= 0 ? FixedRanges.start((fixed + 1) * Long.BYTES) - 1 : Long.MAX_VALUE;
    }

    /** A write of an MSR. The model leaves out writes of what a register holds already; KVM zaps for them too. */
    void wrmsr(int vcpu, int msr, long value) {
        for (Action action : model.actions()) {
            if (action.name().equals("wrmsr")
                    && action.parameters().get(1).domain().contains(msr)) {
                new Step(action, vcpu, msr, value).apply(state);
                return;
            }
        }
        throw new IllegalStateException("the model has no MSR " + hex(msr));
    }

    /** The value of an MSR of a vCPU. */
    long msr(int vcpu, int msr) {
        if (fields.get("msr." + hex(msr)) instanceof LongField register) {
            return register.get(state, vcpu);
        }
        throw new IllegalStateException("the model has no MSR 0x" + Integer.toHexString(msr));
    }

    /** The guest's MAXPHYADDR in bits. */
    int maxPhyAddr() {
        return maxPhyAddr;
    }

    /** Whether dirty pages can be logged here. */
    boolean canLog() {
        return fields.containsKey("logs-dirty-pages");
    }

    boolean cd(int vcpu) {
        return number("cr0.cd").is(state, vcpu);
    }

    /** Sets CR0.CD without a zap. */
    void putCd(int vcpu, boolean cd) {
        number("cr0.cd").set(state, vcpu, cd ? 1 : 0);
    }

    boolean hasDevice() {
        return number("noncoherent-devices").get(state, 0) > 0;
    }

    boolean mtrrsOn(int vcpu) {
        return (msr(vcpu, MtrrMsr.DEF_TYPE) & MtrrMsr.E) != 0;
    }

    /** The number of a frame, by its address; -1 if it is none. */
    int frame(long page) {
        return frames.indexOf(page);
    }

    int leaf(int frame) {
        return leaves.get(state, frame);
    }

    int leafIn(long[] in, int frame) {
        return leaves.get(in, frame);
    }

    /** Gives a frame a leaf, in a state of it. A leaf that the model has no room for leaves none. */
    void put(long[] in, int frame, int leaf) {
        leaves.set(in, frame, leaf < leaves.bound() ? leaf : EptLeaf.NONE);
        if (inherited != null) {
            inherited.setBits(in, frame, 0);
        }
    }

    /** The same model in another state of it, to be looked at. */
    PlayedModel in(long[] other) {
        return new PlayedModel(this, other);
    }

    boolean isLarge(int frame) {
        return EptLeaf.isLarge(leaf(frame));
    }

    /** What must be true of leaves. */
    List<Law> laws() {
        return model.laws().stream().filter(law -> law.kind() == Kind.ALWAYS).toList();
    }

    /** Puts leaves back as they were in an earlier state. */
    void putLeavesBack(long[] before) {
        for (int f = 0; f < frames.size(); f++) {
            leaves.setBits(state, f, leaves.bits(before, f));
            if (inherited != null) {
                inherited.setBits(state, f, inherited.bits(before, f));
            }
        }
    }

    /** Drops a leaf, all of it. */
    void drop(int frame) {
        boolean large = isLarge(frame);
        for (int f = 0; f < frames.size(); f++) {
            if (f == frame || (large && sameRegion(f, frame))) {
                dropPart(f);
            }
        }
    }

    private void dropPart(int frame) {
        leaves.set(state, frame, EptLeaf.NONE);
        if (inherited != null) {
            inherited.setBits(state, frame, 0);
        }
    }

    void dropAll() {
        for (int f = 0; f < frames.size(); f++) {
            dropPart(f);
        }
    }

    private boolean sameRegion(int f, int g) {
        return frames.get(f) / HostMemory.LARGE == frames.get(g) / HostMemory.LARGE;
    }

    /** Whether the host has a large page behind a frame; told of each of its 2 MiB. */
    void hostHasLarge(int frame, boolean large) {
        IntField huge = number("host-2M-page");
        boolean first = true;
        for (int f = 0; f < frame; f++) {
            first &= !sameRegion(f, frame);
        }
        if (first && huge.bound() > 1) {
            huge.set(state, frame, large ? 1 : 0);
        }
    }

    /** Whether a law is broken by one leaf, whatever the others are; by no leaf at all if it is {@link #NO_FRAME}. */
    boolean breaks(Law law, int frame, long[] in) {
        return law.violatedBy(alone(frame, in));
    }

    /** What a law says of one leaf that breaks it. */
    String says(Law law, int frame, long[] in) {
        return String.join("; ", law.explanation().of(alone(frame, in)).details());
    }

    /** The state with no leaf but one. */
    private long[] alone(int frame, long[] in) {
        long[] only = in.clone();
        for (int f = 0; f < frames.size(); f++) {
            if (f != frame) {
                leaves.set(only, f, EptLeaf.NONE);
            }
        }
        return only;
    }

    /** A fault during which a device is registered: the steps of a fault, of which the model in its other scope has each. */
    void race(int vcpu, int frame) {
        int first = frame(frames.get(frame) & -HostMemory.LARGE);
        if (first >= 0 && first != frame) {
            PlayedModel tried = in(state.clone());
            tried.race(vcpu, first);
            if (tried.isLarge(first)) {
                state = tried.state;
                return;
            }
        }
        PlayedModel steps = new PlayedModel(design(), scope + ",faults=steps", frames);
        steps.copy(this);
        if (steps.take("fault", vcpu, frame)) {
            steps.take("look-up", vcpu);
            steps.take("attach-device");
            boolean wasFirst = steps.take("finish-registration");
            steps.take("install", vcpu);
            if (wasFirst && steps.leaf(frame) == EptLeaf.NONE) {
                // It starts again: what zaps is counted as an invalidation.
                steps.take("fault", vcpu, frame);
                steps.take("look-up", vcpu);
                steps.take("install", vcpu);
            }
            copy(steps);
        } else {
            take("attach-device");
        }
    }

    /** Takes over what both have in the same shape: all but the frames, if these are others. */
    private void copy(PlayedModel other) {
        for (Map.Entry<String, Field> own : fields.entrySet()) {
            Field field = own.getValue();
            @Nullable Field from = other.fields.get(own.getKey());
            if (from != null && from.size() == field.size() && field.width() > 0) {
                for (int e = 0; e < field.size(); e++) {
                    field.setBits(state, e, from.bits(other.state, e));
                }
            }
        }
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
