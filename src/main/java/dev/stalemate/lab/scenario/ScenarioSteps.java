package dev.stalemate.lab.scenario;

import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.KvmSystem;
import dev.stalemate.trace.Shrinker;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The way back: a scenario as a run of KVM's model, so that what a real machine has shown can be saved as a counterexample, and its length be
 * compared with the model's own.
 */
public final class ScenarioSteps {
    private static final KvmSystem SYSTEM = new KvmSystem();
    private static final long CR0_CD = 0x4000_0000L;

    private final KvmScenario scenario;
    private final Map<Integer, Long> initial = new TreeMap<>();
    private final Map<Integer, Set<Long>> written = new TreeMap<>();
    private final Set<Long> pages = new LinkedHashSet<>();
    private final List<List<String>> steps = new ArrayList<>();
    private boolean devicesChange;
    private boolean logs;
    private boolean changesCd;

    private ScenarioSteps(KvmScenario scenario) {
        this.scenario = scenario;
    }

    /**
     * The smallest run of the model that the scenario's steps lead to. Registers that are written before all else are the model's at the start.
     *
     * @param maxPhyAddr the guest's, in bits
     * @param law the property that it violates
     * @throws NotMappedException if the model has no such steps, or they do not violate the property there
     */
    public static Trace shortest(KvmScenario scenario, KvmDesign design, int maxPhyAddr, String law)
            throws NotMappedException {
        ScenarioSteps back = new ScenarioSteps(scenario);
        back.read();
        try {
            Model model = SYSTEM.model(design, SYSTEM.scope(back.scope(maxPhyAddr)));
            Law broken = model.law(law);
            return new Shrinker(model, broken).shrink(back.possible(model));
        } catch (IllegalArgumentException e) {
            throw new NotMappedException(String.valueOf(e.getMessage()));
        }
    }

    private void read() throws NotMappedException {
        KvmOptions options = scenario.options();
        if (options.resetCr0() || options.dirty()) {
            throw new NotMappedException("the model's vCPUs start with CR0.CD=0, and without dirty logging");
        }
        int start = atStart();
        for (KvmOp op : scenario.ops().subList(start, scenario.ops().size())) {
            read(op);
        }
    }

    /** How many operations only set the registers of all vCPUs to the same values, before anything else. */
    private int atStart() {
        Map<Integer, Map<Integer, Long>> byVcpu = new TreeMap<>();
        int n = 0;
        for (; n < scenario.ops().size(); n++) {
            KvmOp op = scenario.ops().get(n);
            if (op.verb() != KvmVerb.WRMSR && op.verb() != KvmVerb.HMSR) {
                break;
            }
            byVcpu.computeIfAbsent(op.vcpu(), v -> new TreeMap<>()).put((int) op.number(0), op.number(1));
        }
        boolean all = byVcpu.size() == scenario.options().vcpus()
                && byVcpu.values().stream().distinct().count() == 1;
        if (!all) {
            return 0;
        }
        byVcpu.values().iterator().next().forEach((msr, value) -> {
            if (value != (msr == Pat.MSR ? Pat.RESET : 0)) {
                initial.put(msr, value);
            }
        });
        return n;
    }

    private void read(KvmOp op) throws NotMappedException {
        String v = Integer.toString(op.vcpu());
        switch (op.verb()) {
            case DUMP, WBINVD, RDMSR, GETDIRTY -> {}
            case TOUCH, READ, WRITE, EXEC -> {
                for (long page : op.pages()) {
                    pages.add(page);
                    steps.add(List.of("touch", v, hex(page)));
                }
            }
            case WRMSR, HMSR -> {
                written.computeIfAbsent((int) op.number(0), m -> new TreeSet<>())
                        .add(op.number(1));
                steps.add(List.of("wrmsr", v, hex(op.number(0)), hex(op.number(1))));
            }
            case CR0 -> {
                changesCd = true;
                steps.add(List.of((op.number(0) & CR0_CD) != 0 ? "set-cd" : "clear-cd", v));
            }
            case REG, UNREG -> {
                devicesChange = true;
                steps.add(List.of(op.verb() == KvmVerb.REG ? "attach-device" : "detach-device"));
            }
            case DIRTYLOG -> {
                logs = true;
                steps.add(List.of(op.number(0) == 1 ? "start-logging" : "stop-logging"));
            }
            default ->
                throw new NotMappedException(
                        "the model has no step for " + op.verb().word());
        }
    }

    private String scope(int maxPhyAddr) {
        KvmOptions options = scenario.options();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("vcpus", Integer.toString(options.vcpus()));
        settings.put("frames", pages.stream().map(ScenarioSteps::hex).collect(Collectors.joining("+")));
        settings.put("wrmsr", written.isEmpty() ? "none" : values());
        settings.put("maxphyaddr", Integer.toString(maxPhyAddr));
        settings.put("mtrrs", options.mtrrs() ? "on" : "off");
        settings.put("cd", changesCd ? "on" : "off");
        settings.put("hotplug", devicesChange ? "bare" : "off");
        settings.put("devices", devicesChange ? "3" : options.ncdma() ? "1" : "0");
        if (!initial.isEmpty()) {
            settings.put(
                    "init",
                    initial.entrySet().stream()
                            .map(e -> Integer.toHexString(e.getKey()) + ":" + Long.toHexString(e.getValue()))
                            .collect(Collectors.joining("+")));
        }
        if (options.huge()) {
            settings.put("large", "on");
            settings.put("dirty-log", logs ? "eager" : "off");
        }
        return settings.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(","));
    }

    private String values() {
        return written.entrySet().stream()
                .map(e -> Integer.toHexString(e.getKey())
                        + ":"
                        + e.getValue().stream().map(Long::toHexString).collect(Collectors.joining("/")))
                .collect(Collectors.joining("+"));
    }

    /** The steps that the model can take: it leaves out those that change nothing. */
    private List<Step> possible(Model model) {
        List<Step> possible = new ArrayList<>();
        long[] state = model.initial();
        List<List<String>> all = new ArrayList<>();
        if (devicesChange && scenario.options().ncdma()) {
            all.add(List.of("attach-device"));
        }
        all.addAll(steps);
        for (List<String> words : all) {
            Step step = model.step(words.get(0), words.subList(1, words.size()));
            if (step.enabled(state)) {
                step.apply(state);
                possible.add(step);
            }
        }
        return possible;
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
