package dev.stalemate.lab.scenario;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.Counterexample.SavedStep;
import dev.stalemate.model.Field;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.paging.MsrValues;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.KvmDesign.Paging;
import dev.stalemate.systems.kvm.KvmSystem;
import dev.stalemate.systems.kvm.KvmVersion;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Makes a scenario of a saved counterexample of KVM, with a dump after each step, or says why there is none. It does so only for a kernel
 * that the counterexample is about: its design, or that of another release if the kernel's takes the same steps to the same leaves.
 */
public final class KvmMapping {
    /** Where memory of a race is: above all other memory of the lab's guest. */
    private static final long RACES_AT = 0x1000_0000;

    private static final long FOUR_GIB = 1L << 32;
    private static final String NO_QUIRK = "-no-quirk";
    private static final KvmSystem SYSTEM = new KvmSystem();

    private final String name;
    private final Counterexample saved;
    private final KvmVersion kernel;

    private KvmMapping(String name, Counterexample saved, KvmVersion kernel) {
        this.name = name;
        this.saved = saved;
        this.kernel = kernel;
    }

    /**
     * The scenario of a counterexample.
     *
     * @param name the scenario's name
     * @param kernel the designs of the kernel that is to play it
     * @throws NotMappedException if no scenario shows it on that kernel
     */
    public static Mapped of(String name, Counterexample saved, KvmVersion kernel) throws NotMappedException {
        return new KvmMapping(name, saved, kernel).mapped();
    }

    private Mapped mapped() throws NotMappedException {
        if (!saved.system().equals(SYSTEM.name())) {
            throw new NotMappedException("it is about the system " + saved.system() + ", and not KVM's memory types");
        }
        if (saved.file() != null) {
            throw new NotMappedException("its design is a reader's own, which no kernel has");
        }
        KvmDesign own = design(saved.design());
        KvmDesign design = saved.design().endsWith(NO_QUIRK) ? kernel.quirkOff() : kernel.quirkOn();
        boolean same = own.name().equals(design.name());
        if (!same) {
            checkDesign(own);
        }
        checkScope();
        Trace original = run(saved, own);
        Trace trace = same ? original : run(saved, design);
        if (!same) {
            compare(original, trace);
        }
        return write(design, trace, same);
    }

    private static KvmDesign design(String name) throws NotMappedException {
        try {
            return SYSTEM.design(name);
        } catch (IllegalArgumentException e) {
            throw new NotMappedException(String.valueOf(e.getMessage()));
        }
    }

    private static void checkDesign(KvmDesign design) throws NotMappedException {
        if (design.paging() == Paging.NPT) {
            throw new NotMappedException("it is about AMD's nested paging, and the lab's processor has Intel's");
        }
        if (SYSTEM.releases().rows().stream().noneMatch(row -> row.design().equals(design.name()))) {
            throw new NotMappedException("no kernel has the design " + design.name());
        }
    }

    private Trace run(Counterexample c, KvmDesign design) throws NotMappedException {
        try {
            Trace trace = Check.on(c, SYSTEM, design);
            if (trace.firstViolation(law(trace)) < 0) {
                throw new NotMappedException(design.name() + " does not violate " + c.law() + " by these steps");
            }
            return trace;
        } catch (IllegalArgumentException e) {
            throw new NotMappedException(design.name() + " takes no such steps: " + e.getMessage());
        }
    }

    private Law law(Trace trace) {
        return trace.model().law(saved.law());
    }

    private static void compare(Trace original, Trace here) throws NotMappedException {
        IntField there = leaves(original.model());
        IntField own = leaves(here.model());
        for (int step = 0; step <= original.steps().size(); step++) {
            for (int f = 0; f < own.size(); f++) {
                if (own.get(here.state(step), f) != there.get(original.state(step), f)) {
                    throw new NotMappedException("the design of the kernel, "
                            + here.model().design().name() + ", is another one than "
                            + original.model().design().name() + ": after step " + step + " "
                            + own.elementName(f) + " is " + own.text(here.state(step), f) + ", and not "
                            + there.text(original.state(step), f));
                }
            }
        }
    }

    /** The model's field of leaves. */
    static IntField leaves(Model model) {
        for (Field field : model.layout().fields()) {
            if (field.name().equals("ept") && field instanceof IntField leaves) {
                return leaves;
            }
        }
        throw new IllegalStateException("the model has no EPT");
    }

    private String setting(String setting) {
        return new SavedScope(saved, SYSTEM).get(setting);
    }

    private void checkScope() throws NotMappedException {
        SavedScope.refuse("data", !setting("data").equals("off"), "data in caches can't be seen in an emulator");
        SavedScope.refuse("replaces", !setting("replaces").equals("none"), "two designs at once are no kernel");
        SavedScope.refuse("slots", !setting("slots").equals("plain"), "no kernel has that flag of a slot");
        SavedScope.refuse(
                "dirty-log", setting("dirty-log").equals("lazy"), "the kernel splits large leaves as logging starts");
        SavedScope.refuse(
                "memory",
                !setting("memory").matches("ram(\\+ram)*"),
                "the lab's guest has RAM there, and no such memory");
        SavedScope.refuse("mmio", !setting("mmio").equals("0"), "the lab's guest has RAM there");
        SavedScope.refuse("zaps", setting("zaps").equals("on"), "leaves don't show how often something was zapped");
    }

    private Mapped write(KvmDesign design, Trace trace, boolean same) throws NotMappedException {
        boolean races = setting("faults").equals("steps");
        long by = races ? RACES_AT : 0;
        Trace moved = races ? run(movedUp(by), design) : trace;
        StepWriter writer = new StepWriter(moved, this::setting, memory(moved.model(), races));
        writer.start(initial(by), design.name().endsWith(NO_QUIRK) ? kernel.quirk() : 0);
        writer.steps();
        return new Mapped(
                saved, writer.scenario(name), writer.trace(), same, by, ImmutableList.copyOf(writer.expected()));
    }

    /** What the guest has: low memory, and a slot for each 2 MiB of the other frames. */
    private StepWriter.Memory memory(Model model, boolean races) throws NotMappedException {
        ImmutableList<Long> frames = frames(model);
        int mb = setting("large").equals("on") ? 24 : 16;
        List<Long> slots = new ArrayList<>();
        for (long frame : frames) {
            if (frame >= FOUR_GIB) {
                throw new NotMappedException("a frame is above 4 GiB, and the lab's guest is a 32-bit program");
            }
            boolean beside = setting("large").equals("on") && frame >> 21 == KvmScenario.CODE >> 21;
            if (beside || frame == KvmScenario.CODE) {
                throw new NotMappedException("a frame is where the code of the lab's guest is");
            }
            long slot = frame & -(1L << 21);
            if (frame >= (long) mb << 20 && !slots.contains(slot)) {
                slots.add(slot);
            }
        }
        return new StepWriter.Memory(frames, mb, races ? List.of() : slots);
    }

    /** The frames of a model, by their addresses in bytes. */
    private static ImmutableList<Long> frames(Model model) {
        IntField leaves = leaves(model);
        return IntStream.range(0, leaves.size())
                .mapToObj(f -> MsrValues.hex(leaves.indices().get(0).text(f)))
                .collect(ImmutableList.toImmutableList());
    }

    /** The registers at the start, and their values there. */
    private Map<Integer, Long> initial(long by) {
        Map<Integer, Long> values = new LinkedHashMap<>();
        MsrValues.parseOne(movedRegisters(setting("init"), by)).values().forEach((msr, of) -> values.put(msr, of[0]));
        return values;
    }

    /** The same counterexample with its frames and variable ranges higher up. */
    private Counterexample movedUp(long by) {
        Map<String, String> scope = new LinkedHashMap<>(saved.scope());
        scope.computeIfPresent("init", (key, text) -> movedRegisters(text, by));
        scope.computeIfPresent("wrmsr", (key, text) -> movedRegisters(text, by));
        scope.put(
                "frames",
                frames(Check.on(saved, SYSTEM, kernel.quirkOn()).model()).stream()
                        .map(frame -> "0x" + Long.toHexString(frame + by))
                        .collect(Collectors.joining("+")));
        List<SavedStep> steps = new ArrayList<>();
        for (SavedStep step : saved.steps()) {
            Map<String, String> arguments = new LinkedHashMap<>(step.arguments());
            arguments.computeIfPresent("gpa", (key, gpa) -> "0x" + Long.toHexString(MsrValues.hex(gpa) + by));
            steps.add(new SavedStep(step.action(), ImmutableMap.copyOf(arguments), null));
        }
        return new Counterexample(
                saved.system(),
                saved.design(),
                ImmutableMap.copyOf(scope),
                saved.law(),
                null,
                null,
                saved.minimal(),
                null,
                ImmutableList.copyOf(steps),
                saved.loop(),
                null);
    }

    /** Values such as {@code 200:300000+201:ffff00800} with each PHYSBASE higher. */
    private static String movedRegisters(String text, long by) {
        if (by == 0 || !text.contains(":")) {
            return text;
        }
        return Arrays.stream(text.split("\\+", -1))
                .map(entry -> {
                    String msr = entry.substring(0, entry.indexOf(':'));
                    boolean base = msr.matches("20[02468ace]");
                    return msr
                            + ":"
                            + Arrays.stream(entry.substring(msr.length() + 1).split("/", -1))
                                    .map(v -> base ? Long.toHexString(MsrValues.hex(v) + by) : v)
                                    .collect(Collectors.joining("/"));
                })
                .collect(Collectors.joining("+"));
    }

    /** A step's argument by its name. */
    static long argument(Step step, String name) {
        for (int p = 0; p < step.action().parameters().size(); p++) {
            if (step.action().parameters().get(p).name().equals(name)) {
                return step.arg(p);
            }
        }
        throw new IllegalArgumentException(step + " has no " + name);
    }
}
