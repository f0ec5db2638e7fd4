package dev.stalemate.systems.memorydata;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Claims;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import dev.stalemate.model.SystemPage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A program that relies on one memory type, and accesses that have another: what the program, and a device, find in memory. */
public final class MemoryDataSystem extends SystemPage<Processor> {
    /** What kind of memory it is. */
    enum Memory {
        /** It keeps what is written. */
        RAM,
        /** It ignores writes, as ROM does. */
        READ_ONLY,
        /** A read of it has an effect, as of a register that is cleared when it is read. */
        READ_HAS_EFFECT
    }

    private static final String TYPES =
            Arrays.stream(MemType.values()).map(MemType::toString).collect(Collectors.joining(", ", " (", ")"));

    private static final Settings SETTINGS = new Settings();
    static final Setting<MemType> IS = SETTINGS.told("accesses are %s")
            .parsed("is", "UC", "the effective type that accesses have" + TYPES, MemoryDataSystem::type);
    static final Setting<MemType> SHOULD = SETTINGS.told("the program relies on %s")
            .parsed("should", "UC", "the type that the program relies on" + TYPES, MemoryDataSystem::type);
    static final Setting<Memory> MEMORY = SETTINGS.told(kind -> switch (kind) {
                case "read-only" -> "memory ignores writes";
                case "read-has-effect" -> "a read of memory has an effect";
                default -> "";
            })
            .choice("memory", Memory.class, Memory.RAM, "what kind of memory it is");
    static final Setting<Boolean> SNOOPS = SETTINGS.told("the device snoops")
            .flag("snoops", false, "whether the device's accesses look into the caches");

    /** The system. */
    public MemoryDataSystem() {
        super(
                "memory-data",
                "What goes wrong in data where one memory type stands for another: caches, buffers, a device",
                Processor.ALL,
                SETTINGS);
        scope("cached", "is=WB");
    }

    private static MemType type(String text) {
        MemType type = MemType.named(text);
        if (type == null) {
            throw new IllegalArgumentException("'" + text + "' is not a memory type" + TYPES);
        }
        return type;
    }

    @Override
    protected void claim(Claims claims) {
        MemoryDataClaims.all(claims);
    }

    @Override
    protected void describe(Processor processor, Scope scope, Model.Builder model) {
        DataMachine machine = new DataMachine(processor, scope);
        List<Law> laws = machine.laws();
        if (laws.isEmpty()) {
            throw new IllegalArgumentException("scope setting should: a program that relies on " + scope.text(SHOULD)
                    + " expects nothing of memory=" + scope.text(MEMORY));
        }
        model.layout(machine.layout).actions(machine.actions()).laws(laws);
    }
}
