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
    private static final Map<String, List<String>> PARAMETERS = Map.of(
            "touch", List.of("vcpu", "gpa"),
            "set-cd", List.of("vcpu"),
            "clear-cd", List.of("vcpu"),
            "wrmsr", List.of("vcpu", "msr", "value"),
            "offline", List.of("vcpu"),
            "online", List.of("vcpu"),
            "flush-tlb", List.of("vcpu"),
            "split", List.of("gpa"),
            "merge", List.of("gpa"),
            "unmap", List.of("gpa"));

    private static final Map<String, String> SETTINGS = Map.of(
            "attach-device", "hotplug=bare",
            "detach-device", "hotplug=bare",
            "offline", "offline=on",
            "online", "offline=on",
            "split", "large=on",
            "merge", "large=on",
            "unmap", "p2m=on",
            "map", "p2m=on",
            "free", "p2m=on",
            "disable-quirk", "disable-quirk=on");

    private int vcpus = 1;
    private final Set<String> frames = new LinkedHashSet<>();
    private final Map<Integer, Set<Long>> written = new TreeMap<>();
    private final Set<String> settings = new LinkedHashSet<>();

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
        settings.add(SETTINGS.getOrDefault(step.action(), ""));
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
        settings.stream().filter(setting -> !setting.isEmpty()).forEach(changes::add);
        return String.join(",", changes);
    }

    private String values() {
        return written.entrySet().stream()
                .map(each -> Integer.toHexString(each.getKey()) + ":"
                        + each.getValue().stream().map(Long::toHexString).collect(Collectors.joining("/")))
                .collect(Collectors.joining("+"));
    }
}
