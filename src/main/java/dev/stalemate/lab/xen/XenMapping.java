package dev.stalemate.lab.xen;

import com.google.common.collect.ImmutableMap;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.Counterexample.SavedStep;
import dev.stalemate.lab.scenario.NotMappedException;
import dev.stalemate.lab.scenario.SavedScope;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Step;
import dev.stalemate.paging.MsrValues;
import dev.stalemate.systems.xen.XenSystem;
import dev.stalemate.systems.xen.design.XenDesign;
import dev.stalemate.systems.xen.design.XenFunctions;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes a scenario of a saved counterexample of Xen's EPT, with a dump after each step, or says why there is none. It does so only if the
 * design of the Xen that is to play it takes the same steps to the same violation, at the counterexample's scope.
 *
 * <p>The lab's machine has no IOMMU. Where a scope has one, a range of I/O memory is permitted first instead, which has guest types honoured
 * as well; and the run with those steps has to end in the same violation.
 */
public final class XenMapping {
    private static final XenSystem SYSTEM = new XenSystem();
    private static final String TOUCH = "touch";

    private final String name;
    private final Counterexample saved;
    private final XenDesign design;

    private XenMapping(String name, Counterexample saved, XenDesign design) {
        this.name = name;
        this.saved = saved;
        this.design = design;
    }

    /** The system whose counterexamples these are. */
    public static String system() {
        return SYSTEM.name();
    }

    /**
     * The scenario of a counterexample.
     *
     * @param name the scenario's name
     * @param version of the Xen that is to play it, such as {@code 4.17.7}, or the name of a design
     * @throws NotMappedException if no scenario shows it there
     * @throws IllegalArgumentException if no design stands for that version
     */
    public static XenMapped of(String name, Counterexample saved, String version) throws NotMappedException {
        return new XenMapping(name, saved, SYSTEM.design(version)).mapped();
    }

    private XenMapped mapped() throws NotMappedException {
        if (!saved.system().equals(SYSTEM.name())) {
            throw new NotMappedException("it is about the system " + saved.system() + ", and not Xen's EPT");
        }
        if (saved.file() != null) {
            throw new NotMappedException("its design is a reader's own, which no released Xen has");
        }
        checkDesign();
        checkScope();
        boolean own = saved.design().equals(design.name());
        Trace trace = run(scope(saved.scope()), saved.steps(), List.of());
        checkEnd(trace, 0);
        if (!setting("iommu").equals("yes")) {
            return write(trace, own, 0);
        }
        Trace other = withRange();
        checkEnd(other, other.steps().size() - saved.steps().size());
        return write(other, own, other.steps().size() - saved.steps().size());
    }

    private void checkDesign() throws NotMappedException {
        XenFunctions of;
        try {
            of = SYSTEM.design(saved.design()).functions();
        } catch (IllegalArgumentException e) {
            throw new NotMappedException(String.valueOf(e.getMessage()));
        }
        if (of == XenFunctions.ARM || of == XenFunctions.NPT) {
            throw new NotMappedException(
                    "it is about " + (of == XenFunctions.ARM ? "Arm" : "AMD") + ", and the lab's processor is Intel's");
        }
    }

    private String setting(String setting) {
        return new SavedScope(saved, SYSTEM).get(setting);
    }

    private int number(String setting) {
        return Integer.parseInt(setting(setting));
    }

    private void checkScope() throws NotMappedException {
        SavedScope.refuse("data", !setting("data").equals("off"), "data in caches can't be seen in an emulator");
        SavedScope.refuse(
                "exits",
                setting("exits").equals("interleaved"),
                "the lab's machine has one CPU, so no two exits overlap");
        SavedScope.refuse(
                "owners", setting("owners").equals("on"), "it is about pages that are freed, and not about types");
        SavedScope.refuse(
                "count",
                !setting("count").equals("0"),
                "the lab's guest has exits of its own, for its code and mailbox");
        SavedScope.refuse("work", !setting("work").equals("0"), "leaves don't show how many entries Xen looked at");
        SavedScope.refuse(
                "devices",
                !setting("devices").equals("0") && usesDevice(),
                "the lab's machine has no IOMMU to pass a device through");
        SavedScope.refuse("any-type", setting("any-type").equals("on"), "no released Xen has that flag");
        SavedScope.refuse("levels", number("levels") != 2, "frames are mapped for two levels");
        SavedScope.refuse(
                "memory",
                setting("memory").equals("large") && !setting("maps").equals("none"),
                "pages are mapped into large leaves");
    }

    private boolean usesDevice() {
        return saved.steps().stream().anyMatch(step -> step.action().contains("device"));
    }

    private static Scope scope(Map<String, String> changes) {
        Scope scope = Scope.of("", SYSTEM.settings());
        for (Map.Entry<String, String> change : changes.entrySet()) {
            scope = scope.with(change.getKey(), change.getValue());
        }
        return scope.named(scope.toString());
    }

    private Trace run(Scope scope, List<SavedStep> steps, List<Step> before) throws NotMappedException {
        try {
            Model model = SYSTEM.build(design, scope, saved.law());
            List<Step> all = new ArrayList<>(before);
            for (SavedStep step : steps) {
                all.add(model.step(step.action(), step.arguments().values().asList()));
            }
            return Trace.replay(model, all);
        } catch (IllegalArgumentException e) {
            throw new NotMappedException(design.name() + " takes no such steps: " + e.getMessage());
        }
    }

    private void checkEnd(Trace trace, int added) throws NotMappedException {
        Law law = trace.model().law(saved.law());
        int violated = trace.firstViolation(law);
        String instead = added > 0 ? ", with a range of I/O memory in place of the IOMMU" : "";
        if (violated < 0) {
            throw new NotMappedException(
                    design.name() + " does not violate " + saved.law() + " by these steps" + instead);
        }
        if (violated != trace.steps().size()) {
            throw new NotMappedException(
                    design.name() + " violates " + saved.law() + " after step " + violated + " already" + instead);
        }
    }

    /** The same run without an IOMMU: one more range is permitted at the start, and what that marks is touched. */
    private Trace withRange() throws NotMappedException {
        int range = number("iomem");
        if (range == 3 || saved.steps().stream().anyMatch(step -> step.action().equals("create"))) {
            throw new NotMappedException(
                    "its scope has an IOMMU, which the lab's machine has not, and no range can stand for it");
        }
        ImmutableMap.Builder<String, String> changes = ImmutableMap.builder();
        saved.scope().forEach((key, value) -> {
            if (!key.equals("iommu") && !key.equals("iomem") && !key.equals("devices")) {
                changes.put(key, value);
            }
        });
        Scope scope = scope(changes.put("iomem", Integer.toString(range + 1)).buildOrThrow());
        try {
            Model model = SYSTEM.build(design, scope, saved.law());
            List<Step> before = new ArrayList<>();
            long[] state = model.initial();
            take(model.step("permit-iomem", List.of(Integer.toString(range))), state, before);
            for (int frame = 0; frame < 1 << (number("levels") * number("bits")); frame++) {
                take(model.step(TOUCH, List.of("0", "0x" + Integer.toHexString(frame))), state, before);
            }
            return run(scope, saved.steps(), before);
        } catch (IllegalArgumentException e) {
            throw new NotMappedException("its scope has an IOMMU, and without one: " + e.getMessage());
        }
    }

    private static void take(Step step, long[] state, List<Step> before) {
        if (step.enabled(state)) {
            step.apply(state);
            before.add(step);
        }
    }

    private XenMapped write(Trace trace, boolean own, int added) throws NotMappedException {
        int frames = 1 << (number("levels") * number("bits"));
        XenPlaces places = new XenPlaces(
                MsrValues.hex(setting("base").substring(2)),
                number("bits"),
                setting("memory").equals("large"),
                frames,
                number("maxphyaddr"));
        XenStepWriter writer = new XenStepWriter(trace, saved.law(), this::setting, places);
        writer.write();
        return new XenMapped(saved, new XenScenario(name, writer.commands()), trace, own, added, writer.expected());
    }
}
