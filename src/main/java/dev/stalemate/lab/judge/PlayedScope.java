package dev.stalemate.lab.judge;

import dev.stalemate.lab.judge.GuestSlots.Slot;
import dev.stalemate.lab.scenario.KvmOptions;
import dev.stalemate.lab.scenario.KvmScenario;
import dev.stalemate.lab.scenario.KvmVerb;
import dev.stalemate.systems.kvm.KvmVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The scope of KVM's model in which a scenario can be played. */
final class PlayedScope {
    private PlayedScope() {}

    /** All settings but the frames. */
    static String of(KvmScenario scenario, KvmVersion designs, int maxPhyAddr, Chunk chunk) {
        KvmOptions options = scenario.options();
        boolean races = scenario.ops().stream().anyMatch(op -> op.verb() == KvmVerb.RACEREG);
        return "wrmsr=wide,hotplug=bare,devices=3"
                + ",vcpus=" + options.vcpus()
                + ",maxphyaddr=" + maxPhyAddr
                + ",mtrrs=" + (options.mtrrs() ? "on" : "off")
                + (options.huge() || races ? ",large=on" + (chunk.low() ? ",dirty-log=eager" : "") : "")
                + (designs.quirk() == KvmVersion.IGNORE_GUEST_PAT ? ",disable-quirk=on" : "")
                + memory(scenario, chunk.frames());
    }

    /** Pages of the slot of host MMIO are a BAR. */
    private static String memory(KvmScenario scenario, List<Long> frames) {
        List<Slot> mmio = new ArrayList<>();
        scenario.ops().stream()
                .filter(op -> op.verb() == KvmVerb.HOSTMMIO)
                .forEach(op -> mmio.add(GuestSlots.hostMmioAt(op.number(0))));
        if (mmio.isEmpty()) {
            return "";
        }
        return ",memory="
                + frames.stream()
                        .map(f -> mmio.stream().anyMatch(s -> s.has(f)) ? "bar" : "ram")
                        .collect(Collectors.joining("+"));
    }
}
