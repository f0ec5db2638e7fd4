package dev.stalemate.systems.kvm;

import dev.stalemate.model.Scenario;
import dev.stalemate.model.Scope;
import java.util.ArrayList;
import java.util.List;

/** What the thread counts: zaps while a guest of four vCPUs updates its MTRRs, one vCPU after the other, as Linux guests do. */
final class KvmScenarios {
    private static final int VCPUS = 4;
    private static final String SCOPE = "guest=linux,touch=outside,init=2ff:c06,frames=2,costs=on,vcpus=" + VCPUS;
    private static final List<String> TOUCHES = List.of("? touch vcpu=0 gpa=0x0", "? touch vcpu=0 gpa=0x80000");

    private static final List<KvmDesign> DESIGNS = List.of(
            KvmDesigns.LINUX_4_9,
            KvmDesigns.LINUX_4_9_NO_QUIRK,
            KvmDesigns.LINUX_6_7,
            KvmDesigns.LINUX_6_11,
            KvmDesigns.ZAP_NON_WB,
            KvmDesigns.ZAP_ALL,
            KvmDesigns.VM_COPY,
            KvmDesigns.VM_COPY_ZAP_ALL,
            KvmDesigns.VM_COPY_MARKED,
            KvmDesigns.VM_COPY_AT_CD0);

    private KvmScenarios() {}

    static List<Scenario> of(KvmSystem system) {
        Scope scope = Scope.of("costs", system.settings()).with(SCOPE).named("costs");
        return List.of(
                new Scenario(
                        "update-mtrrs",
                        "each of " + VCPUS
                                + " vCPUs makes the range of one of two mapped frames WB; then both are touched",
                        scope,
                        DESIGNS,
                        round("wrmsr vcpu=%1$d msr=0x250 value=0x606060606060606")),
                new Scenario(
                        "update-nothing",
                        "each of " + VCPUS
                                + " vCPUs goes through the procedure and writes what was there; then both are touched",
                        scope,
                        DESIGNS,
                        round("? wrmsr vcpu=%1$d msr=0x250 value=0x0")));
    }

    private static List<String> round(String write) {
        List<String> lines = new ArrayList<>(TOUCHES);
        for (int v = 0; v < VCPUS; v++) {
            for (String line : List.of(
                    "set-cd vcpu=%1$d",
                    "wrmsr vcpu=%1$d msr=0x2ff value=0x0",
                    write,
                    "wrmsr vcpu=%1$d msr=0x2ff value=0xc06",
                    "clear-cd vcpu=%1$d")) {
                lines.add(line.formatted(v));
            }
        }
        lines.addAll(TOUCHES);
        return lines;
    }
}
