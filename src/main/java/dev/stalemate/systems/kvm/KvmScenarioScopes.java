package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.RegisterNotation;
import dev.stalemate.model.Scope;
import dev.stalemate.model.StepText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Scopes for a scenario's steps: the machine that has what the steps name and no more, since a vCPU that does nothing would have other MTRRs
 * in the end; after reset, or with the MTRRs enabled as a booted guest has them. Then the presets.
 */
final class KvmScenarioScopes {
    /** The MTRRs as the preset {@code sdm} has them at the start: enabled, with the default type WB. */
    private static final String BOOTED = "2ff:c06";

    private static final String ADDRESS = "0x[0-9a-fA-F]{1,13}";
    /** An address of more bits needs a guest with more. */
    private static final int USUAL_BITS = 36;

    private static final int MOST_BITS = 52;

    /** The parameters of the actions whose arguments make a scope, in order. */
    private static final Map<String, List<String>> PARAMETERS = Map.ofEntries(
            Map.entry("touch", List.of("vcpu", "gpa")),
            Map.entry("fault", List.of("vcpu", "gpa")),
            Map.entry("set-cd", List.of("vcpu")),
            Map.entry("clear-cd", List.of("vcpu")),
            Map.entry("wrmsr", List.of("vcpu", "msr", "value")),
            Map.entry("offline", List.of("vcpu")),
            Map.entry("online", List.of("vcpu")),
            Map.entry("flush-tlb", List.of("vcpu")),
            Map.entry("split", List.of("gpa")),
            Map.entry("merge", List.of("gpa")),
            Map.entry("guest-writes", List.of("vcpu", "gpa")),
            Map.entry("guest-reads", List.of("vcpu", "gpa")),
            Map.entry("device-writes", List.of("gpa")),
            Map.entry("device-reads", List.of("gpa")),
            Map.entry("unmap", List.of("gpa")));

    /** For each setting that is not the initial one, the actions that need it. */
    private static final Map<String, List<String>> SETTINGS = Map.of(
            "hotplug=bare", List.of("attach-device", "detach-device", "finish-registration"),
            "offline=on", List.of("offline", "online"),
            "large=on", List.of("split", "merge", "start-logging", "stop-logging"),
            "dirty-log=eager", List.of("start-logging", "stop-logging"),
            "faults=steps", List.of("fault", "look-up", "install", "finish-registration"),
            "p2m=on", List.of("unmap", "map", "free"),
            "data=lines", List.of("guest-writes", "guest-reads", "device-writes", "device-reads"),
            "disable-quirk=on", List.of("disable-quirk"));

    private int vcpus = 1;
    private final Set<String> frames = new LinkedHashSet<>();
    private final Map<Integer, Set<Long>> written = new TreeMap<>();
    private final Set<String> settings = new TreeSet<>();

    private KvmScenarioScopes() {}

    static List<Scope> of(KvmSystem system, List<StepText> steps) {
        KvmScenarioScopes named = new KvmScenarioScopes();
        steps.forEach(named::addAny);
        List<Scope> all = new ArrayList<>();
        Scope small = system.scope("small");
        String changes = named.changes();
        for (String init : List.of("none", BOOTED)) {
            try {
                all.add(small.with(changes + ",init=" + init));
            } catch (IllegalArgumentException e) {
                break; // more vCPUs, frames or values than a scope can have: what is wrong is told of the steps
            }
        }
        all.addAll(system.scopes().values());
        return all;
    }

    /** A step that is written wrongly names nothing here; it is complained of where it is taken. */
    private void addAny(StepText step) {
        SETTINGS.forEach((setting, actions) -> {
            if (actions.contains(step.action())) {
                settings.add(setting);
            }
        });
        List<String> parameters = PARAMETERS.get(step.action());
        if (parameters == null) {
            return;
        }
        try {
            List<String> arguments = step.arguments(parameters);
            for (int p = 0; p < parameters.size(); p++) {
                String text = arguments.get(p);
                switch (parameters.get(p)) {
                    case "vcpu" -> vcpu(text.replaceFirst("^vcpu", ""));
                    case "gpa" -> frame(text.replaceFirst("^gpa", ""));
                    case "value" -> value(arguments.get(p - 1), text);
                    default -> {}
                }
            }
        } catch (IllegalArgumentException e) {
            return;
        }
    }

    private void vcpu(String number) {
        if (number.matches("[0-9]{1,3}")) {
            vcpus = Math.max(vcpus, Integer.parseInt(number) + 1);
        }
    }

    private void frame(String address) {
        if (address.equals("0") || address.matches(ADDRESS)) {
            frames.add("0x" + Long.toHexString(Long.decode(address)));
        }
    }

    private void value(String register, String text) {
        int msr = register.matches(ADDRESS) ? Integer.decode(register) : RegisterNotation.msr(register);
        written.computeIfAbsent(msr, m -> new LinkedHashSet<>()).add(RegisterNotation.value(msr, text, bits()));
    }

    private int bits() {
        return frames.stream().anyMatch(address -> Long.decode(address) >>> USUAL_BITS != 0) ? MOST_BITS : USUAL_BITS;
    }

    private String changes() {
        List<String> changes = new ArrayList<>();
        changes.add("vcpus=" + vcpus);
        changes.add("frames=" + (frames.isEmpty() ? "1" : String.join("+", frames)));
        changes.add("wrmsr=" + (written.isEmpty() ? "none" : values()));
        if (bits() != USUAL_BITS) {
            changes.add("maxphyaddr=" + MOST_BITS);
        }
        changes.addAll(settings);
        return String.join(",", changes);
    }

    private String values() {
        return written.entrySet().stream()
                .map(each -> Integer.toHexString(each.getKey()) + ":"
                        + each.getValue().stream().map(Long::toHexString).collect(Collectors.joining("/")))
                .collect(Collectors.joining("+"));
    }
}
