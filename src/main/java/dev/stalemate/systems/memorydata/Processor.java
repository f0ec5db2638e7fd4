package dev.stalemate.systems.memorydata;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** Which of the liberties that memory types give a processor it takes, beside that of caching. */
final class Processor extends ChosenDesign<Processor> {
    private static final Settings WAYS = new Settings();
    static final Setting<Boolean> STORE_BUFFER = WAYS.flag(
            "store-buffer",
            true,
            "whether writes of a cached type wait in a buffer, while later reads go on (SDM 8.2.2)");
    static final Setting<Boolean> COMBINES = WAYS.flag(
            "combines", true, "whether writes of the types WT and WB are combined while they wait (SDM 11.3)");
    static final Setting<Boolean> WC_BUFFERS = WAYS.flag(
            "wc-buffers", true, "whether writes of type WC wait in buffers, which get to memory in any order");
    static final Setting<Boolean> READS_AHEAD =
            WAYS.flag("reads-ahead", true, "whether memory is read ahead of the program, unless its type is UC or UC-");

    static final ChosenDesigns<Processor> ALL = new ChosenDesigns<>(Processor.class, Processor::new, WAYS);
    static final Processor SDM = ALL.design("sdm", "takes every liberty that SDM 11.3 and table 11-2 give it");
    static final Processor IN_ORDER = SDM.as("in-order", "has caches, and takes no other liberty")
            .with(STORE_BUFFER, false)
            .with(COMBINES, false)
            .with(WC_BUFFERS, false)
            .with(READS_AHEAD, false);

    final boolean storeBuffer = get(STORE_BUFFER);
    final boolean combines = get(COMBINES);
    final boolean wcBuffers = get(WC_BUFFERS);
    final boolean readsAhead = get(READS_AHEAD);

    private Processor(Choice<Processor> choice) {
        super(choice);
    }
}
